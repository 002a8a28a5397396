-- what: which sets of products hold each product, one bit per set, in the order of their numbers: to hold any of the chosen
--       products is to have a set whose bit is set for one of them
create table set_products as
select
    products.product_id,
    string_agg(coalesce(get_bit(sets.product_bits, products.product_no), 0), '' order by sets.product_set)::bit as sets
from product_sets as sets
cross join product_numbers as products
group by products.product_id
order by products.product_id
