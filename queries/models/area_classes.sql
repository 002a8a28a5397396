-- what: the register clients of each month in narrow classes by contribution and by AUM, the highest first, counted and
--       added up over each area, with those whose amount is negative. Every ranking is made of them
create table area_classes as
with amounts as (
    select 'contribution' as measure, month, contribution_class as class, branch_id, contribution_12m as amount
    from client_months
    where is_register
    union all
    select 'aum' as measure, month, aum_class as class, branch_id, aum as amount
    from client_months
    where is_register
),

of_branches as (
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
)

select
    classes.measure,
    areas.area,
    classes.month,
    classes.class,
    any_value(areas.branch_id) filter (areas.is_branch) as branch_id,
    sum(classes.clients)::integer as clients,
    sum(classes.amount)::decimal(18, 2) as amount,
    sum(classes.loss_makers)::integer as loss_makers,
    sum(classes.loss)::decimal(18, 2) as loss
from of_branches as classes
inner join area_branches as areas on areas.branch_id = classes.branch_id
group by classes.measure, areas.area, classes.month, classes.class
order by classes.measure, areas.area, classes.month, classes.class
