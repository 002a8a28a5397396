-- what: one row per month from the first to the last one delivered, whether anything was delivered of it or not
create table scaffold.calendar as
with span as (
    select min(month) as first_month, max(month) as last_month
    from holdings
)

select month, last_day(month) as month_end
from (
    select unnest(range(first_month, last_month + interval 1 day, interval 1 month))::date as month
    from span
)
order by month
