-- question:     How have the tiers grown?
-- grain:        one row per month and tier, 24 months up to the as-of month
-- definition:   Register clients by their nominal tier at the end of each month, their AUM and their contribution. Both
--   are not known where a feed of the scope stopped in the month, and left out. Contribution begins with the first month
--   whose twelve months are all in the data.
-- takes:        filters
-- rests_on:     as_of
-- opens:        register_by_month by month, tier_id
-- month:            month  month
-- tier_id:          text   tier
-- clients:          count  register clients of the tier in the month
-- aum:              money [none] AUM of the clients, all products
-- chosen_aum:       money [none] AUM of the clients in the chosen products
-- contribution_12m: money [none] contribution of the clients in the twelve months up to the month
-- is_complete:      flag   whether no client of the scope is missing in the month because its feed stopped
with cells as (
    select
        month,
        tier_id,
        sum(clients)::bigint as clients,
        sum(withheld) as withheld,
        sum(aum) as aum,
        sum(contribution_12m) as contribution_12m
    from groups_by_month($filters, (as_of($filters) - interval 23 month)::date, as_of($filters))
    group by month, tier_id
),

chosen as (
    select month, tier_id, sum(chosen_aum) as chosen_aum
    from chosen_by_month($filters, (as_of($filters) - interval 23 month)::date, as_of($filters))
    group by month, tier_id
),

judged as (
    select *, sum(withheld) over (partition by month) = 0 as is_complete
    from cells
)

select
    judged.month,
    judged.tier_id,
    judged.clients,
    if(judged.is_complete, judged.aum, null) as aum,
    if(judged.is_complete, coalesce(chosen.chosen_aum, 0), null) as chosen_aum,
    if(judged.is_complete and months.has_year, judged.contribution_12m, null) as contribution_12m,
    judged.is_complete
from judged
inner join tiers on tiers.tier_id = judged.tier_id
inner join months on months.month = judged.month
left join chosen on chosen.month = judged.month and chosen.tier_id = judged.tier_id
order by judged.month, tiers.tier_rank
