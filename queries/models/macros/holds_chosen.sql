-- what: whether a client with this set of products holds any of the chosen ones; nothing chosen means all
create macro holds_chosen(f, product_set) as (
    (f['products']) is null
    or product_set in (
        select sets.product_set
        from product_sets as sets
        where list_has_any(sets.product_ids, (f['products'])::varchar[])
    )
)
