-- rule:     a closed client holds nothing
-- file:     holdings
-- severity: set aside
-- fix:      correct closed_on of the client, or leave the row out
select
    holdings.file_row,
    'client ' || holdings.client_id || ' holds in ' || strftime(holdings.month, '%Y-%m') || ', after it was closed on '
    || clients.closed_on as found
from delivered.holdings as holdings
inner join delivered.clients as clients on clients.client_id = holdings.client_id
where holdings.month > clients.closed_on and (holdings.balance <> 0 or holdings.average_balance <> 0)
