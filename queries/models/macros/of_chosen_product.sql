-- what: whether a product is one of the chosen; none chosen means all
create macro of_chosen_product(f, product_id) as (
    (f['products']) is null or list_contains((f['products'])::varchar[], product_id)
)
