-- what: how much of the contribution the top 20 % of the clients bring, by classes as in concentration_at: for the 24
--       months up to the as-of month and the comparison month; where products are chosen, for these two only
create macro top_20_by_month(f) as table
with classes as (
    select month, class, sum(clients)::bigint as clients, sum(amount) as amount
    from amount_classes
    where
        (f['products']) is null
        and measure = 'contribution'
        and (month between as_of(f) - interval 23 month and as_of(f) or month = compared_with(f))
        and of_chosen_branch(f, branch_id)
    group by month, class
    union all
    select month, contribution_class as class, count(*) as clients, sum(contribution_12m) as amount
    from client_months
    where
        (f['products']) is not null
        and (month = as_of(f) or month = compared_with(f))
        and is_register
        and contribution_class is not null
        and in_scope(f, branch_id, product_set)
    group by month, contribution_class
),

placed as (
    select
        *,
        sum(clients) over (partition by month order by class rows unbounded preceding) - clients as before,
        sum(clients) over (partition by month) as n
    from classes
)

select month, sum_of_first(0.2 * n, before, clients, amount) / nullif(greatest(sum(amount), 0), 0) as top_20_share
from placed
group by month
