-- what: which sets of products hold any of the chosen ones, one bit each
create macro chosen_sets(f) as (select bit_or(sets) from set_products where of_chosen_product(f, product_id))
