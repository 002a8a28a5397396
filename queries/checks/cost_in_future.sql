-- rule:     a month of service costs has begun
-- file:     service_costs
-- severity: set aside
-- fix:      correct the month
select file_row, 'month ' || strftime(month, '%Y-%m') || ' has not begun' as found
from delivered.service_costs
where month > current_date
