-- rule:     a contact was made by somebody
-- file:     contacts
-- severity: note
-- fix:      name the RM who made it; the contact counts for the client, and for no RM
select file_row, 'rm_id is empty' as found
from delivered.contacts
where
    rm_id is null
    and exists (select 1 from delivered_columns where file = 'contacts' and name = 'rm_id')
