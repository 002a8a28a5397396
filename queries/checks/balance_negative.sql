-- rule:     a balance that counts as AUM is not negative where no average is given
-- file:     holdings
-- severity: note
-- fix:      deliver average_balance, or correct balance; a loan or an overdraft belongs to a product that does not count as AUM
select holdings.file_row, 'balance ' || holdings.balance || ' is negative, and counts as AUM' as found
from delivered.holdings as holdings
inner join delivered.products as products on products.product_id = holdings.product_id
where products.counts_as_aum and holdings.average_balance is null and holdings.balance < 0
