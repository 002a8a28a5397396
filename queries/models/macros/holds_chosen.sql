-- what: whether a client with this set of products holds any of the chosen ones; nothing chosen means all. Of many rows,
--       to look at one bit for each is quicker than to join the sets
create macro holds_chosen(f, product_set) as (
    (f['products']) is null or get_bit(chosen_sets(f), product_set) = 1
)
