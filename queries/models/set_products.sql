-- what: the products of each set of products: to hold any of the chosen ones is to have one of their sets
create table set_products as
select products.product_id, sets.product_set
from product_sets as sets
inner join product_numbers as products on get_bit(sets.product_bits, products.product_no) = 1
order by products.product_id, sets.product_set
