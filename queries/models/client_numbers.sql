-- what: every client with a number, in the order of the identifiers, and the last month in which anything was delivered
--       of it; whole numbers are followed through the months quicker than identifiers
create table scaffold.client_numbers as
with seen as (
    select client_id, max(month) as last_month
    from holdings
    group by client_id
)

select
    (row_number() over (order by clients.client_id))::integer as client_no,
    clients.client_id,
    clients.joined_on,
    clients.closed_on,
    seen.last_month
from clients
left join seen on seen.client_id = clients.client_id
order by client_no
