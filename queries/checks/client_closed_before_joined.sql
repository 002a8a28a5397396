-- rule:     a client is not closed before it joined
-- file:     clients
-- severity: stop
-- fix:      correct one of the two days
select file_row, 'closed_on ' || closed_on || ' is before joined_on ' || joined_on as found
from delivered.clients
where closed_on < joined_on
