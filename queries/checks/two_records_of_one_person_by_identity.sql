-- rule:     an identity number belongs to one client
-- file:     clients
-- severity: note
-- fix:      join the two records, or correct the number
select
    file_row,
    'client ' || client_id || ' has the identity number of {earlier}' as found,
    min(file_row) over (partition by identity_number) as earlier_row
from delivered.clients
where identity_number is not null
qualify file_row > earlier_row
