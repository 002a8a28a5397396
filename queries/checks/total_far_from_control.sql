-- rule:     the holdings of the newest month add up to the control total, within a thousandth
-- file:     totals
-- severity: stop
-- fix:      deliver the rows that are missing, correct the control total, or add it when the rest of the month comes
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
    totals.month >= (select max(month) from delivered.holdings)
    and abs(coalesce(sums.balance, 0) - totals.balance) > 0.001 * abs(totals.balance)
