-- what: whether a product is one of the chosen; none chosen means all. It is looked up by its place in the list: of
--       list_contains DuckDB makes one comparison for each product chosen
create macro of_chosen_product(f, product_id) as (
    (f['products']) is null or coalesce(list_position((f['products'])::varchar[], product_id) > 0, false)
)
