-- rule:     the average and the month-end balance are of one size
-- file:     holdings
-- severity: note
-- fix:      see whether one of the two is in another unit
select
    holdings.file_row,
    'average_balance ' || holdings.average_balance || ' and balance ' || holdings.balance || ' are far apart' as found
from delivered.holdings as holdings
inner join delivered.products as products on products.product_id = holdings.product_id
where
    products.counts_as_aum
    and least(holdings.balance, holdings.average_balance) > 0
    and greatest(holdings.balance, holdings.average_balance) >= 1000 * least(holdings.balance, holdings.average_balance)
    and abs(holdings.balance - holdings.average_balance) >= 1000000
