-- question:     What do these numbers rest on?
-- grain:        one row per month that a page rests on: as of, comparison, opening (twelve months before); and the newest
--   one in between in which a feed of the scope had stopped (gap), with nothing counted: a contribution of twelve months
--   lacks it
-- definition:   Register clients of the scope in each month, and those of them who were delivered. A client is not
--   delivered while the feed of its branch has stopped, or in a month without its holdings that a month with them follows;
--   its AUM is then the last one delivered. A client who is missing in a feed that came is taken for absent, holding
--   nothing, and counts as delivered.
-- takes:        filters
-- role:             text   what the month is for
-- month:            month  month
-- clients:          count  register clients of the month
-- clients_delivered: count of those, delivered
-- clients_share:    share  clients delivered / register clients
-- aum:              money  AUM of all of them, the last one delivered
-- aum_delivered:    money  AUM of those delivered
-- aum_share:        share  AUM of those delivered / AUM of all
-- branches_stopped: count  branches of the scope whose feed stopped in the month
-- stopped_branches: text   the three of these with most clients missing, apart by the unit separator
-- months_stopped:   count  of the gap: months between opening and as of in which a feed of the scope had stopped
with stopped as (
    select
        month,
        count(*) as branches,
        array_to_string(array_agg(branch_id order by expected - delivered desc, branch_id)[1:3], chr(31)) as names
    from feeds_in_scope($filters)
    where is_stopped
    group by month
),

pages as (
    select unnest(['as_of', 'comparison', 'opening']) as role,
        unnest([as_of($filters), compared_with($filters), opening_month($filters)]) as month,
        null as months_stopped
    union all
    select 'gap', max(month), count(*)
    from stopped
    where month > opening_month($filters) and month < as_of($filters)
),

counted as (
    select
        month,
        sum(clients)::bigint as clients,
        sum(delivered)::bigint as clients_delivered,
        coalesce(sum(known_aum), 0) as aum,
        coalesce(sum(delivered_aum), 0) as aum_delivered
    from groups_by_month(
        $filters, least(opening_month($filters), compared_with($filters)), as_of($filters)
    )
    where month in (as_of($filters), compared_with($filters), opening_month($filters))
    group by month
)

select
    pages.role,
    pages.month,
    counted.clients,
    counted.clients_delivered,
    counted.clients_delivered / counted.clients as clients_share,
    counted.aum,
    counted.aum_delivered,
    if(counted.aum > 0, counted.aum_delivered / counted.aum, null) as aum_share,
    coalesce(stopped.branches, 0) as branches_stopped,
    stopped.names as stopped_branches,
    pages.months_stopped
from pages
left join counted on counted.month = pages.month and pages.role != 'gap'
left join stopped on stopped.month = pages.month
where counted.month is not null or (pages.role = 'gap' and pages.month is not null)
order by array_position(['as_of', 'comparison', 'opening', 'gap'], pages.role)
