-- rule:     at least one product counts as AUM
-- file:     products
-- severity: stop
-- fix:      set counts_as_aum to true for the products whose balances are AUM
select min(file_row) as file_row, 'no product has counts_as_aum true' as found
from delivered.products
having count(*) > 0 and not bool_or(counts_as_aum)
