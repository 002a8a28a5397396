-- what: the first and the last month in which anything was delivered of a client
create table clients_seen as
select client_id, min(month) as first_month, max(month) as last_month
from client_facts
group by client_id
order by client_id
