-- what: measures of concentration of the clients of one month, over all of them or per branch, by classes: where a limit
--       falls into a class, its amounts are taken for equal. A bank of up to a thousand register clients has classes of
--       one client, and all is exact; else shares and gini are less than 0.0001 off, counts and sums are exact
create macro concentration_at(f, at_month, measure, by_branch) as table
with classes as (
    select
        if(by_branch, branch_id, null) as group_id,
        class,
        sum(clients)::bigint as clients,
        sum(amount) as amount,
        sum(loss_makers)::bigint as loss_makers,
        sum(loss) as loss
    from classes_at(f, at_month, measure)
    group by if(by_branch, branch_id, null), class
),

placed as (
    select
        *,
        sum(clients) over ranking - clients as before,
        sum(clients) over (partition by group_id) as n,
        sum(amount) over (partition by group_id) as total,
        sum(amount) over ranking as cumulative
    from classes
    window ranking as (partition by group_id order by class rows unbounded preceding)
)

select
    group_id,
    any_value(n)::bigint as n,
    any_value(total) as total,
    sum_of_first(0.01 * n, before, clients, amount) / nullif(greatest(any_value(total), 0), 0) as top_1_share,
    sum_of_first(0.05 * n, before, clients, amount) / nullif(greatest(any_value(total), 0), 0) as top_5_share,
    sum_of_first(0.1 * n, before, clients, amount) / nullif(greatest(any_value(total), 0), 0) as top_10_share,
    sum_of_first(0.2 * n, before, clients, amount) / nullif(greatest(any_value(total), 0), 0) as top_20_share,
    min(
        (before + clients * (0.8 * total - (cumulative - amount)) / nullif(amount, 0)) / n
    ) filter (total > 0 and cumulative >= 0.8 * total and cumulative - amount < 0.8 * total) as clients_for_80_share,
    sum((n - 2 * before - clients)::decimal(12, 0) * amount::decimal(20, 2))
    / nullif(sum(amount - 2 * loss) * any_value(n), 0) as gini,
    sum(loss_makers)::bigint as loss_makers,
    sum(loss) as loss,
    max(cumulative - loss) / nullif(greatest(any_value(total), 0), 0) as peak_share
from placed
group by group_id
