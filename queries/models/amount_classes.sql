-- what: the register clients of each month in a thousand classes of equal size, by contribution and by AUM, the highest
--       first, counted and added up per branch. Every ranking goes through them: whole classes are added up as they are,
--       and only the clients of a class that a limit cuts are ranked one by one
create table amount_classes as
select 'contribution' as measure, month, contribution_class as class, branch_id, count(*) as clients,
    sum(contribution_12m) as amount, max(contribution_12m) as highest, min(contribution_12m) as lowest
from client_months
where is_register and contribution_12m is not null
group by all
union all
select 'aum' as measure, month, aum_class as class, branch_id, count(*) as clients, sum(aum) as amount,
    max(aum) as highest, min(aum) as lowest
from client_months
where is_register and aum is not null
group by all
order by measure, month, class, branch_id
