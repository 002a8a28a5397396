-- what: measures of concentration of the chosen clients, over all of them or per group
create macro concentration_of(f, measure, by_branch) as table
with ranked as (
    select
        if(by_branch, branch_id, null) as group_id,
        client_id,
        amount,
        row_number() over ranking as place,
        count(*) over part as n,
        sum(amount) over part as total,
        sum(amount) over (ranking rows unbounded preceding) as cumulative
    from ranked_clients(f, measure)
    window
        part as (partition by if(by_branch, branch_id, null)),
        ranking as (partition by if(by_branch, branch_id, null) order by amount desc, client_id)
)

select
    group_id,
    count(*) as n,
    any_value(total) as total,
    sum(amount * greatest(0, least(1, 0.01 * n - place + 1))) / nullif(greatest(any_value(total), 0), 0) as top_1_share,
    sum(amount * greatest(0, least(1, 0.05 * n - place + 1))) / nullif(greatest(any_value(total), 0), 0) as top_5_share,
    sum(amount * greatest(0, least(1, 0.1 * n - place + 1))) / nullif(greatest(any_value(total), 0), 0) as top_10_share,
    sum(amount * greatest(0, least(1, 0.2 * n - place + 1))) / nullif(greatest(any_value(total), 0), 0) as top_20_share,
    min(
        (place - 1 + (0.8 * total - (cumulative - amount)) / nullif(amount, 0)) / n
    ) filter (total > 0 and cumulative >= 0.8 * total and cumulative - amount < 0.8 * total) as clients_for_80_share,
    sum((n - 2 * place + 1) * amount::double) / nullif(sum(abs(amount))::double * count(*), 0) as gini,
    count(*) filter (amount < 0) as loss_makers,
    coalesce(sum(amount) filter (amount < 0), 0) as loss,
    max(cumulative) / nullif(greatest(any_value(total), 0), 0) as peak_share
from ranked
group by group_id
