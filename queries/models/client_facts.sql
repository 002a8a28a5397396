-- what: what was delivered of a client in a month, over all its products
create table client_facts as
with costs as (
    select month, client_id, sum(cost) as cost
    from service_costs
    group by month, client_id
),

facts as (
    select
        month,
        client_id,
        sum(aum) as aum,
        sum(month_end_aum) as month_end_aum,
        sum(income) as income,
        list(product_id order by product_id) filter (balance <> 0 or aum <> 0) as product_ids,
        count(distinct family) filter (balance <> 0 or aum <> 0) as families,
        bool_and(balance = 0 and aum = 0) as is_empty
    from product_months
    group by month, client_id
)

select
    facts.month,
    facts.client_id,
    facts.aum::decimal(18, 2) as aum,
    facts.month_end_aum::decimal(18, 2) as month_end_aum,
    (facts.income - coalesce(costs.cost, 0))::decimal(18, 2) as contribution,
    coalesce(facts.product_ids, []) as product_ids,
    facts.families,
    facts.is_empty,
    coalesce((
        select max(tiers.tier_rank)
        from tiers
        where tiers.min_aum <= greatest(facts.aum, 0)
    ), 0) as eligible_rank
from facts
left join costs on costs.month = facts.month and costs.client_id = facts.client_id
order by facts.month, facts.client_id
