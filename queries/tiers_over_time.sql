-- question:     How have the tiers grown?
-- grain:        one row per month and tier, 24 months up to the as-of month
-- definition:   Register clients by their nominal tier at the end of each month, and their AUM. AUM of a month that was
--   not delivered completely is not known and left out.
-- takes:        filters
-- opens:        register_by_month by month, tier_id
-- month:            month  month
-- tier_id:          text   tier
-- clients:          count  register clients of the tier in the month
-- aum:              money  AUM of the clients, all products
-- chosen_aum:       money  AUM of the clients in the chosen products
-- is_complete:      flag   whether the month was delivered completely
with known as (
    select month, is_complete from months
)

select
    rows.month,
    rows.tier_id,
    count(*) as clients,
    sum(rows.aum) as aum,
    sum(rows.chosen_aum) as chosen_aum,
    any_value(known.is_complete) as is_complete
from register_by_month($filters) as rows
inner join known on known.month = rows.month
inner join tiers on tiers.tier_id = rows.tier_id
group by rows.month, rows.tier_id, tiers.tier_rank
order by rows.month, tiers.tier_rank
