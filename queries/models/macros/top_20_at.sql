-- what: how much of the contribution the top 20 % of the clients bring, in one month. It is exact: of the class in which the
--       limit falls, the clients are taken one by one. No row where there are no clients
create macro top_20_at(f, at_month) as table
with classes as (
    select class, clients, amount
    from classes_made(f, 'contribution')
    where (f['products']) is null and month = at_month
    union all
    select contribution_class as class, count(*) as clients, sum(contribution_12m) as amount
    from clients_at(f, at_month)
    where (f['products']) is not null and contribution_class is not null
    group by contribution_class
),

placed as (
    select
        *,
        (sum(clients) over (order by class rows unbounded preceding))::bigint - clients as before,
        0.2 * sum(clients) over () as reach
    from classes
),

split as (
    select class, before, reach
    from placed
    where before < reach and reach < before + clients
),

at_limit as materialized (
    select clients.branch_id, clients.product_set, clients.contribution_rank, clients.contribution_12m,
        split.before, split.reach
    from client_months as clients
    inner join split on split.class = clients.contribution_class
    where clients.month = at_month and clients.is_register
),

single as (
    select
        reach,
        before + row_number() over (order by contribution_rank) - 1 as before,
        contribution_12m as amount
    from at_limit
    where in_scope(f, branch_id, product_set)
),

firsts as (
    select sum_of_first(reach, before, clients, amount) as amount
    from placed
    where before + clients <= reach
    union all
    select sum_of_first(reach, before, 1, amount) as amount
    from single
)

select
    at_month as month,
    (select sum(amount) from firsts) / nullif(greatest(sum(amount), 0), 0) as top_20_share
from classes
having count(*) > 0
