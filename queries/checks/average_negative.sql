-- rule:     an average balance that counts as AUM is not negative
-- file:     holdings
-- severity: set aside
-- fix:      correct average_balance; a loan belongs to a product that does not count as AUM
select holdings.file_row, 'average_balance ' || holdings.average_balance || ' is negative' as found
from delivered.holdings as holdings
inner join delivered.products as products on products.product_id = holdings.product_id
where products.counts_as_aum and holdings.average_balance < 0
