-- rule:     an RM who has left makes no contacts
-- file:     contacts
-- severity: note
-- fix:      name the RM who made it, or correct left_on
select
    contacts.file_row,
    'RM ' || contacts.rm_id || ' left on ' || managers.left_on || ', before contacted_on ' || contacts.contacted_on
        as found
from delivered.contacts as contacts
inner join delivered.relationship_managers as managers on managers.rm_id = contacts.rm_id
where contacts.contacted_on > managers.left_on
