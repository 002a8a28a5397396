-- what: whether a client with this set of products holds any of the chosen ones; nothing chosen means all
create macro holds_chosen(f, product_set) as (
    (f['products']) is null
    or product_set in (
        select sets.product_set
        from set_products as sets
        where list_contains((f['products'])::varchar[], sets.product_id)
    )
)
