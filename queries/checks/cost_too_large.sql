-- rule:     no service costs a million million
-- file:     service_costs
-- severity: stop
-- fix:      correct the amount; amounts are in the currency's own unit
select file_row, 'cost ' || cost || ' is more than any service costs' as found
from delivered.service_costs
where abs(cost) >= 1000000000000
