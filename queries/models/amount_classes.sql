-- what: the register clients of each month in narrow classes by contribution and by AUM, the highest first, counted and
--       added up per branch, with those whose amount is negative. Every ranking is made of them
create table amount_classes as
select
    'contribution' as measure,
    month,
    contribution_class as class,
    branch_id,
    count(*) as clients,
    sum(contribution_12m) as amount,
    count(*) filter (contribution_12m < 0) as loss_makers,
    coalesce(sum(contribution_12m) filter (contribution_12m < 0), 0) as loss
from client_months
where is_register and contribution_12m is not null
group by all
union all
select
    'aum' as measure,
    month,
    aum_class as class,
    branch_id,
    count(*) as clients,
    sum(aum) as amount,
    count(*) filter (aum < 0) as loss_makers,
    coalesce(sum(aum) filter (aum < 0), 0) as loss
from client_months
where is_register and aum is not null
group by all
order by measure, month, class, branch_id
