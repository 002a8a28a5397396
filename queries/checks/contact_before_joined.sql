-- rule:     a client is not contacted as a client before it joined
-- file:     contacts
-- severity: set aside
-- fix:      correct contacted_on, or joined_on of the client
select
    contacts.file_row,
    'contacted_on ' || contacts.contacted_on || ' is before client ' || clients.client_id || ' joined on '
    || clients.joined_on as found
from delivered.contacts as contacts
inner join delivered.clients as clients on clients.client_id = contacts.client_id
where contacts.contacted_on < clients.joined_on
