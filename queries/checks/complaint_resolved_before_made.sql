-- rule:     a complaint is not settled before it was made
-- file:     contacts
-- severity: set aside
-- fix:      correct one of the two days
select file_row, 'resolved_on ' || resolved_on || ' is before contacted_on ' || contacted_on as found
from delivered.contacts
where resolved_on < contacted_on
