-- rule:     a contact has taken place
-- file:     contacts
-- severity: set aside
-- fix:      correct contacted_on
select file_row, 'contacted_on ' || contacted_on || ' is in the future' as found
from delivered.contacts
where contacted_on > current_date
