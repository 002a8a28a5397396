-- what: whether neither branches nor products are chosen
create macro is_whole_bank(f) as (f['branches']) is null and (f['products']) is null
