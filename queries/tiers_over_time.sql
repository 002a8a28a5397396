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
-- is_complete:      flag   whether all feeds of the scope ran in the month
with rows as (
    select
        scope.*,
        months.is_complete and not bool_or(scope.is_withheld) over (partition by scope.month) as is_complete
    from register_by_month($filters) as scope
    inner join months on months.month = scope.month
)

select
    rows.month,
    rows.tier_id,
    count(*) as clients,
    if(any_value(rows.is_complete), sum(rows.aum), null) as aum,
    if(any_value(rows.is_complete), sum(rows.chosen_aum), null) as chosen_aum,
    any_value(rows.is_complete) as is_complete
from rows
inner join tiers on tiers.tier_id = rows.tier_id
group by rows.month, rows.tier_id, tiers.tier_rank
order by rows.month, tiers.tier_rank
