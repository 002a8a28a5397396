-- what: measures of concentration of the clients of one month, over all of them or per branch. All are exact but gini: inside
--       a class it takes the amounts for equal, which is less than 0.0001 off; it is exact for up to 500 clients
create macro concentration_at(f, at_month, measure, by_branch) as table
with placed as (
    select *, sum(amount) over (partition by group_id order by before rows unbounded preceding) as cumulative
    from ranked_pieces(f, at_month, measure, by_branch, [0.01, 0.05, 0.1, 0.2])
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
