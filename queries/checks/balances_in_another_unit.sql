-- rule:     the balances of a product are in the same unit as those of the month before
-- file:     holdings
-- severity: note
-- fix:      write every month in the currency's own unit, if one is in another
with means as (
    select product_id, month, min(file_row) as file_row, count(*) as clients, avg(balance) as mean
    from delivered.holdings
    where balance > 0
    group by product_id, month
),

beside as (
    select
        *,
        lag(mean) over by_month as mean_before,
        lag(clients) over by_month as clients_before
    from means
    window by_month as (partition by product_id order by month)
)

select
    file_row,
    'in ' || strftime(month, '%Y-%m') || ' the mean balance of ' || product_id || ' is '
    || round(mean / mean_before, 4) || ' times that of the month before' as found
from beside
where clients >= 10 and clients_before >= 10 and mean / mean_before not between 0.01 and 100
