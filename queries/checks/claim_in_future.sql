-- rule:     a claim has been made
-- file:     claims
-- severity: set aside
-- fix:      correct claimed_on
select file_row, 'claimed_on ' || claimed_on || ' is in the future' as found
from delivered.claims
where claimed_on > current_date
