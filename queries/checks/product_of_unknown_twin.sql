-- rule:     the ordinary product that an exclusive one resembles is there
-- file:     products
-- severity: note
-- fix:      correct ordinary_twin
select file_row, 'ordinary_twin ' || ordinary_twin || ' is not in the products' as found
from delivered.products
where ordinary_twin not in (select product_id from delivered.products where product_id is not null)
