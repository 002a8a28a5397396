-- what: one row per month from the first to the last one delivered, whether anything was delivered of it or not
create table calendar as
with span as (
    select min(month) as first_month, max(month) as last_month
    from holdings
),

counted as (
    select month, count(distinct client_id) as clients
    from holdings
    group by month
)

select
    months.month,
    last_day(months.month) as month_end,
    coalesce(counted.clients, 0) as clients
from (
    select unnest(range(first_month, last_month + interval 1 day, interval 1 month))::date as month
    from span
) as months
left join counted on counted.month = months.month
order by months.month
