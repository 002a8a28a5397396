-- rule:     a client has at least one month of holdings
-- file:     clients
-- severity: note
-- fix:      leave the client out, or deliver what it holds
select clients.file_row, 'client ' || clients.client_id || ' holds nothing in any month' as found
from delivered.clients as clients
anti join delivered.holdings as holdings on holdings.client_id = clients.client_id
