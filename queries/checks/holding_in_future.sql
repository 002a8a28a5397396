-- rule:     a month of holdings has begun
-- file:     holdings
-- severity: stop
-- fix:      correct the month, or leave these rows out
select file_row, 'month ' || strftime(month, '%Y-%m') || ' has not begun' as found
from delivered.holdings
where month > current_date
