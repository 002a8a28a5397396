-- what: whether groups of movements by products were made at the load for this choice: for a year
create macro is_movement_of_holders(f) as (
    (f['products']) is not null and coalesce(date_diff('month', compared_with(f), as_of(f)) = 12, false)
)
