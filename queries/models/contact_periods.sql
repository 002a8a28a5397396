-- what: the last effective contact with a client, and for the ends of which months it is that: from one until before
--       another
create table scaffold.contact_periods as
with monthly as (
    select client_id, date_trunc('month', contacted_on)::date as month, max(contacted_on) as last_contact_on
    from contacts
    where coalesce(is_effective, true)
    group by client_id, date_trunc('month', contacted_on)
)

select
    numbers.client_no,
    monthly.last_contact_on,
    monthly.month as from_month,
    coalesce(
        lead(monthly.month) over (partition by numbers.client_no order by monthly.month), date '9999-12-01'
    ) as until_month
from monthly
inner join client_numbers as numbers on numbers.client_id = monthly.client_id
order by from_month, numbers.client_no
