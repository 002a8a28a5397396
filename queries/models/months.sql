-- what: the calendar of the delivery: one row per month from its first to its last, whether delivered or not
create table months as
with policy as (
    select value as complete_share
    from policies
    where policy_id = 'complete_month_share'
),

span as (
    select min(month) as first_month, max(month) as last_month
    from holdings
),

calendar as (
    select unnest(range(first_month, last_month + interval 1 day, interval 1 month))::date as month
    from span
),

counted as (
    select month, count(distinct client_id) as clients
    from holdings
    group by month
)

select
    calendar.month,
    last_day(calendar.month) as month_end,
    coalesce(counted.clients, 0) as clients,
    coalesce(counted.clients, 0) >= policy.complete_share * coalesce(
        lag(counted.clients ignore nulls) over (order by calendar.month), 1
    ) and coalesce(counted.clients, 0) > 0 as is_complete
from calendar
cross join policy
left join counted on counted.month = calendar.month
order by calendar.month
