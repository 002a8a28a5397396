-- rule:     bank has one row
-- file:     bank
-- severity: stop
-- fix:      leave one row
select file_row, 'is a second row' as found
from delivered.bank
where file_row > (select min(file_row) from delivered.bank)
