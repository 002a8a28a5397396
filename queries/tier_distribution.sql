-- question:     How are clients, AUM and contribution spread over the tiers?
-- grain:        one row per tier of the register, lowest first
-- definition:   Each register client of the as-of month counts in its nominal tier: up as soon as its average AUM of the
--   month reaches a threshold, down only after the months of grace of its tier. A threshold belongs to the higher tier.
--   A client whose feed has stopped is counted, and brings no AUM.
-- takes:        filters
-- rests_on:     as_of
-- opens:        holders_in_scope by tier_id
-- tier_id:            text   tier
-- clients:            count  register clients of the tier
-- clients_share:      share  clients of the tier / clients of all tiers
-- aum:                money  AUM of the clients, all products
-- aum_share:          share  AUM of the tier / AUM of all tiers
-- chosen_aum:         money  AUM of the clients in the chosen products
-- contribution_12m:   money  contribution of the clients in twelve months
-- contribution_share: share  contribution of the tier / contribution of all tiers
-- clients_before:     count [none]  register clients of the tier in the comparison month
with scope as (
    select tier_id, sum(clients)::bigint as clients, sum(aum) as aum, sum(contribution_12m) as contribution_12m
    from groups_by_month($filters, as_of($filters), as_of($filters))
    group by tier_id
),

chosen as (
    select tier_id, sum(chosen_aum) as chosen_aum
    from chosen_by_month($filters, as_of($filters), as_of($filters))
    group by tier_id
),

before as (
    select tier_id, sum(clients)::bigint as clients
    from groups_by_month($filters, compared_with($filters), compared_with($filters))
    group by tier_id
)

select
    tiers.tier_id,
    coalesce(scope.clients, 0) as clients,
    coalesce(scope.clients, 0) / sum(scope.clients) over () as clients_share,
    if(scope.clients is null, 0, scope.aum) as aum,
    if(scope.clients is null, 0, scope.aum) / nullif(sum(scope.aum) over (), 0) as aum_share,
    if(scope.clients > 0 and scope.aum is null, null, coalesce(chosen.chosen_aum, 0)) as chosen_aum,
    if(scope.clients is null, 0, scope.contribution_12m) as contribution_12m,
    if(
        sum(scope.contribution_12m) over () > 0,
        if(scope.clients is null, 0, scope.contribution_12m) / sum(scope.contribution_12m) over (),
        null
    ) as contribution_share,
    if(compared_with($filters) is null, null, coalesce(before.clients, 0)) as clients_before
from tiers
left join scope on scope.tier_id = tiers.tier_id
left join chosen on chosen.tier_id = tiers.tier_id
left join before on before.tier_id = tiers.tier_id
where tiers.in_register and exists (select 1 from scope)
order by tiers.tier_rank
