-- rule:     the holdings add up to the control total
-- file:     totals
-- severity: note
-- fix:      find the difference; it is small, and the rows are loaded
with delivered_totals as (
    select month, product_id, sum(balance) as balance
    from delivered.holdings
    group by month, product_id
)

select
    totals.file_row,
    'the holdings of ' || totals.product_id || ' in ' || strftime(totals.month, '%Y-%m') || ' add up to '
    || sums.balance || ', the control total is ' || totals.balance as found
from delivered.totals as totals
inner join delivered_totals as sums on sums.month = totals.month and sums.product_id = totals.product_id
where
    sums.balance <> totals.balance
    and abs(sums.balance - totals.balance) <= 0.001 * abs(totals.balance)
