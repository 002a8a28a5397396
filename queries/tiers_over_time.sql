-- question:     How have the tiers grown?
-- grain:        one row per month and tier, 24 months up to the as-of month
-- definition:   Register clients by their nominal tier at the end of each month, and their AUM. AUM of a month in
--   which a feed of the scope stopped is not known and left out.
-- takes:        filters
-- rests_on:     as_of
-- opens:        register_by_month by month, tier_id
-- month:            month  month
-- tier_id:          text   tier
-- clients:          count  register clients of the tier in the month
-- aum:              money [none] AUM of the clients, all products
-- chosen_aum:       money [none] AUM of the clients in the chosen products
-- is_complete:      flag   whether no client of the scope is missing in the month because its feed stopped
with cells as (
    select month, tier_id, sum(clients)::bigint as clients, sum(withheld) as withheld, sum(aum) as aum
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
    judged.is_complete
from judged
inner join tiers on tiers.tier_id = judged.tier_id
left join chosen on chosen.month = judged.month and chosen.tier_id = judged.tier_id
order by judged.month, tiers.tier_rank
