-- what: the register clients of each RM in each month, by branch and tier of the client
create table rm_groups as
select month, rm_id, branch_id, tier_id, count(*) as clients, sum(aum) as aum
from client_months
where is_register and rm_id is not null
group by all
order by month, branch_id, rm_id, tier_id
