-- rule:     a month of holdings is not all zeros
-- file:     holdings
-- severity: stop
-- fix:      deliver the month again, or leave it out: a month that is missing is known as missing
with zeros as (
    select
        min(file_row) as file_row,
        month,
        count(*) as all_rows,
        count(*) filter (balance = 0 and coalesce(average_balance, 0) = 0) as empty_rows
    from delivered.holdings
    group by month
)

select
    file_row,
    empty_rows || ' of ' || all_rows || ' rows of ' || strftime(month, '%Y-%m') || ' are zero' as found
from zeros
where all_rows >= 20 and empty_rows >= 0.9 * all_rows
