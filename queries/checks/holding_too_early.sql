-- rule:     holdings begin in 1980 or later
-- file:     holdings
-- severity: stop
-- fix:      correct the month, or leave these rows out
select file_row, 'month ' || strftime(month, '%Y-%m') || ' is before 1980' as found
from delivered.holdings
where month < date '1980-01-01'
