-- rule:     the averages of a month are in the same unit as its balances
-- file:     holdings
-- severity: stop
-- fix:      write both in the currency's own unit
with products_in_months as (
    select
        min(file_row) as file_row,
        month,
        product_id,
        median(average_balance / balance) as ratio
    from delivered.holdings
    where balance > 0 and average_balance > 0
    group by month, product_id
    having count(*) >= 10
)

select
    file_row,
    'in ' || strftime(month, '%Y-%m') || ' the averages of ' || product_id || ' are ' || round(ratio, 4)
    || ' times the balances' as found
from products_in_months
where ratio not between 0.01 and 100
