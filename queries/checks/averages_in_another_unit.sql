-- rule:     the averages of a month are in the same unit as its balances
-- file:     holdings
-- severity: stop
-- fix:      write both in the currency's own unit
with ratios as not materialized (
    select file_row, month, product_id, average_balance / balance as ratio
    from delivered.holdings
    where balance > 0 and average_balance > 0
),

-- only where half of the ratios are off, the median can be: it is seldom asked, as it keeps every ratio in memory
suspects as (
    select month, product_id
    from ratios
    group by month, product_id
    having count(*) >= 10 and 2 * greatest(count(*) filter (ratio < 0.01), count(*) filter (ratio > 100)) >= count(*)
),

products_in_months as (
    select min(ratios.file_row) as file_row, ratios.month, ratios.product_id, median(ratios.ratio) as ratio
    from ratios
    inner join suspects on suspects.month = ratios.month and suspects.product_id = ratios.product_id
    group by ratios.month, ratios.product_id
)

select
    file_row,
    'in ' || strftime(month, '%Y-%m') || ' the averages of ' || product_id || ' are ' || round(ratio, 4)
    || ' times the balances' as found
from products_in_months
where ratio not between 0.01 and 100
