-- rule:     no movement is a million million
-- file:     flows
-- severity: stop
-- fix:      correct the amount; amounts are in the currency's own unit
select file_row, 'amount ' || amount || ' is more than any client moves' as found
from delivered.flows
where abs(amount) >= 1000000000000
