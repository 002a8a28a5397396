-- what: what was found in the delivered rows, counted and added up by rule and by the branch of the clients: a client is
--       of one branch there
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
