-- rule:     satisfaction is 1 to 5
-- file:     contacts
-- severity: note
-- fix:      correct satisfaction
select file_row, 'satisfaction ' || satisfaction || ' is not 1 to 5' as found
from delivered.contacts
where satisfaction not between 1 and 5
