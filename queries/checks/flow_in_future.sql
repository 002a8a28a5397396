-- rule:     a movement of money has taken place
-- file:     flows
-- severity: set aside
-- fix:      correct flowed_on
select file_row, 'flowed_on ' || flowed_on || ' is in the future' as found
from delivered.flows
where flowed_on > current_date
