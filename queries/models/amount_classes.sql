-- what: the register clients of each month in narrow classes by contribution and by AUM, the highest first, counted and
--       added up per branch, with those whose amount is negative. Every ranking is made of them
create table amount_classes as
with amounts as (
    select 'contribution' as measure, month, contribution_class as class, branch_id, contribution_12m as amount
    from client_months
    where is_register
    union all
    select 'aum' as measure, month, aum_class as class, branch_id, aum as amount
    from client_months
    where is_register
)

select
    measure,
    month,
    class,
    branch_id,
    count(*) as clients,
    sum(amount) as amount,
    count(*) filter (amount < 0) as loss_makers,
    coalesce(sum(amount) filter (amount < 0), 0) as loss
from amounts
where amount is not null
group by measure, month, class, branch_id
order by measure, month, class, branch_id
