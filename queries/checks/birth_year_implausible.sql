-- rule:     a client was born between 1900 and this year
-- file:     clients
-- severity: note
-- fix:      correct birth_year
select file_row, 'birth_year ' || birth_year || ' cannot be' as found
from delivered.clients
where birth_year not between 1900 and year(current_date)
