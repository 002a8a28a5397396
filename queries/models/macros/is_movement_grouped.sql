-- what: whether groups of movements were made at the load for this choice: for a month, a quarter and a year, and all
--       products
create macro is_movement_grouped(f) as (
    (f['products']) is null and coalesce(date_diff('month', compared_with(f), as_of(f)) in (1, 3, 12), true)
)
