-- what: how much of the contribution the top 20 % of the clients bring, in the as-of month and in the comparison month. It
--       is exact: of the class in which the limit falls, the clients are taken one by one
create macro top_20_compared(f) as table
with classes as (
    select month, class, clients, amount
    from classes_made(f, 'contribution')
    where (f['products']) is null and month in (as_of(f), compared_with(f))
    union all
    select as_of(f) as month, contribution_class as class, count(*) as clients, sum(contribution_12m) as amount
    from clients_at(f, as_of(f))
    where (f['products']) is not null and contribution_class is not null
    group by contribution_class
    union all
    select compared_with(f) as month, contribution_class as class, count(*) as clients, sum(contribution_12m) as amount
    from clients_at(f, compared_with(f))
    where (f['products']) is not null and contribution_class is not null
    group by contribution_class
),

placed as (
    select
        *,
        (sum(clients) over (partition by month order by class rows unbounded preceding))::bigint - clients as before,
        0.2 * sum(clients) over (partition by month) as reach
    from classes
),

split as (
    select month, class, before, reach
    from placed
    where before < reach and reach < before + clients
),

at_limit as materialized (
    select
        split.month,
        split.before,
        split.reach,
        clients.client_no,
        clients.branch_id,
        clients.product_set,
        clients.contribution_12m
    from client_months as clients
    inner join split on split.month = clients.month and split.class = clients.contribution_class
    where clients.month in (as_of(f), compared_with(f)) and clients.is_register
),

single as (
    select
        month,
        reach,
        before + row_number() over (partition by month order by contribution_12m desc, client_no) - 1 as before,
        contribution_12m as amount
    from at_limit
    where in_scope(f, branch_id, product_set)
),

firsts as (
    select month, sum(amount) as amount
    from placed
    where before + clients <= reach
    group by month
    union all
    select month, sum_of_first(reach, before, 1, amount) as amount
    from single
    group by month
),

totals as (
    select month, greatest(sum(amount), 0) as total
    from classes
    group by month
)

select totals.month, sum(firsts.amount) / nullif(any_value(totals.total), 0) as top_20_share
from totals
inner join firsts on firsts.month = totals.month
group by totals.month
