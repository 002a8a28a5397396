-- what: what was found in the delivered rows, counted and added up by rule and branch. All that was found of a client is
--       of one branch, so that clients add up over branches; rules asked of the finished models name no clients
create table finding_groups as
select
    rule,
    severity,
    file,
    branch_id,
    count(*) as findings,
    count(distinct client_id) as clients,
    sum(amount)::decimal(38, 2) as amount
from findings
group by rule, severity, file, branch_id
order by rule, severity, file, branch_id
