-- what: measures of concentration of the clients of one month, over all of them or per branch. All are exact but gini:
--       inside a class that is not cut it takes all amounts for equal, which is less than 0.0001 off
create macro concentration_at(f, at_month, measure, by_branch) as table
with pieces as (
    select
        *,
        sum(amount) over (partition by group_id order by first_place rows unbounded preceding) as cumulative
    from ranked_pieces(f, at_month, measure, by_branch)
)

select
    group_id,
    any_value(n) as n,
    any_value(total) as total,
    sum_of_first(0.01 * n, first_place, clients, amount) / nullif(greatest(any_value(total), 0), 0) as top_1_share,
    sum_of_first(0.05 * n, first_place, clients, amount) / nullif(greatest(any_value(total), 0), 0) as top_5_share,
    sum_of_first(0.1 * n, first_place, clients, amount) / nullif(greatest(any_value(total), 0), 0) as top_10_share,
    sum_of_first(0.2 * n, first_place, clients, amount) / nullif(greatest(any_value(total), 0), 0) as top_20_share,
    min(
        (first_place - 1 + (0.8 * total - (cumulative - amount)) / nullif(amount, 0)) / n
    ) filter (total > 0 and cumulative >= 0.8 * total and cumulative - amount < 0.8 * total) as clients_for_80_share,
    sum((n - 2 * first_place - clients + 2)::decimal(12, 0) * amount::decimal(20, 2))
    / nullif(sum(abs(amount)) * any_value(n), 0) as gini,
    coalesce(sum(clients) filter (amount < 0), 0)::bigint as loss_makers,
    coalesce(sum(amount) filter (amount < 0), 0) as loss,
    max(cumulative) / nullif(greatest(any_value(total), 0), 0) as peak_share
from pieces
group by group_id
