-- rule:     at least one tier is in the register
-- file:     tiers
-- severity: stop
-- fix:      set in_register to true for the tiers whose clients stand in the register
select min(file_row) as file_row, 'no tier has in_register true' as found
from delivered.tiers
having count(*) > 0 and not bool_or(in_register)
