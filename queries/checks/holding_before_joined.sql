-- rule:     a client holds nothing before it joined
-- file:     holdings
-- severity: note
-- fix:      correct joined_on of the client
select
    holdings.file_row,
    'client ' || holdings.client_id || ' holds in ' || strftime(holdings.month, '%Y-%m') || ', before it joined on '
    || clients.joined_on as found
from delivered.holdings as holdings
inner join delivered.clients as clients on clients.client_id = holdings.client_id
where
    holdings.month < date_trunc('month', clients.joined_on)
    and (holdings.balance <> 0 or holdings.average_balance <> 0)
