-- rule:     ranks begin at 1, intervals are of a day or more; thresholds, grace months, weights and budgets are not negative
-- file:     tiers
-- severity: stop
-- fix:      correct the number
with numbers as (
    select
        file_row,
        [
            struct_pack(name := 'tier_rank', value := tier_rank::varchar, fits := tier_rank between 1 and 1000),
            struct_pack(name := 'min_aum', value := min_aum::varchar, fits := min_aum >= 0),
            struct_pack(
                name := 'grace_months', value := grace_months::varchar, fits := grace_months between 0 and 1200
            ),
            struct_pack(
                name := 'contact_days', value := contact_days::varchar, fits := contact_days between 1 and 36500
            ),
            struct_pack(name := 'visit_days', value := visit_days::varchar, fits := visit_days between 1 and 36500),
            struct_pack(name := 'load_weight', value := load_weight::varchar, fits := load_weight >= 0),
            struct_pack(name := 'service_floor', value := service_floor::varchar, fits := service_floor >= 0)
        ] as cells
    from delivered.tiers
)

select
    file_row,
    list_aggregate(
        list_transform(list_filter(cells, lambda cell: not cell.fits), lambda cell: cell.name || ' ' || cell.value),
        'string_agg',
        ', '
    ) || ' cannot be' as found
from numbers
where len(list_filter(cells, lambda cell: not cell.fits)) > 0
