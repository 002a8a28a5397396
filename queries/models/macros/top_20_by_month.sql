-- what: how much of the contribution the top 20 % of the clients bring, for the 24 months up to the as-of month and the
--       comparison month; for these two exact, for the others read from classes, inside which all amounts are taken for
--       equal, and only where no products are chosen
create macro top_20_by_month(f) as table
with exact as (
    select * from top_20_exactly(f)
),

classes as (
    select month, class, sum(clients) as clients, sum(amount) as amount
    from amount_classes
    where
        (f['products']) is null
        and measure = 'contribution'
        and month between as_of(f) - interval 23 month and as_of(f)
        and of_chosen_branch(f, branch_id)
    group by month, class
),

placed as (
    select
        month,
        clients,
        amount,
        sum(clients) over (partition by month order by class rows unbounded preceding) - clients as before,
        sum(clients) over (partition by month) as n
    from classes
),

read as (
    select
        month,
        sum(amount::decimal(20, 2) * greatest(0, least(1, (0.2 * n - before) / clients))::decimal(9, 8))
        / nullif(greatest(sum(amount), 0), 0)
            as top_20_share
    from placed
    group by month
)

select coalesce(exact.month, read.month) as month, if(exact.month is null, read.top_20_share, exact.top_20_share)
    as top_20_share
from exact
full join read on read.month = exact.month
