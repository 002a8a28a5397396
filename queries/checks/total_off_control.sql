-- rule:     the holdings add up to the control total
-- file:     totals
-- severity: note
-- fix:      find the difference; the rows are loaded as they are
with delivered_totals as (
    select month, product_id, sum(balance) as balance
    from delivered.holdings
    group by month, product_id
)

select
    totals.file_row,
    'the holdings of ' || totals.product_id || ' in ' || strftime(totals.month, '%Y-%m') || ' add up to '
    || coalesce(sums.balance, 0) || ', the control total is ' || totals.balance as found
from delivered.totals as totals
left join delivered_totals as sums on sums.month = totals.month and sums.product_id = totals.product_id
where
    coalesce(sums.balance, 0) <> totals.balance
    and (
        totals.month < (select max(month) from delivered.holdings)
        or abs(coalesce(sums.balance, 0) - totals.balance) <= 0.001 * abs(totals.balance)
    )
