-- rule:     no two tiers have the same rank
-- file:     tiers
-- severity: stop
-- fix:      number the tiers from the lowest threshold up
select
    file_row,
    'tier_rank ' || tier_rank || ' is there already in {earlier}' as found,
    min(file_row) over (partition by tier_rank) as earlier_row
from delivered.tiers
qualify file_row > earlier_row
