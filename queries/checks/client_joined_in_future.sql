-- rule:     a client has joined by today
-- file:     clients
-- severity: note
-- fix:      correct joined_on
select file_row, 'joined_on ' || joined_on || ' is in the future' as found
from delivered.clients
where joined_on > current_date
