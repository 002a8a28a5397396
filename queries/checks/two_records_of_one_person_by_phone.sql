-- rule:     a telephone number and a year of birth belong to one client
-- file:     clients
-- severity: note
-- fix:      see whether they are one person, and join the two records
select
    file_row,
    'client ' || client_id || ' has the telephone number and the year of birth of {earlier}' as found,
    min(file_row) over (partition by phone, birth_year) as earlier_row
from delivered.clients
where phone is not null and birth_year is not null
qualify file_row > earlier_row
