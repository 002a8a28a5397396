-- rule:     above a tier of the register every tier is in the register
-- file:     tiers
-- severity: stop
-- fix:      set in_register to true, or give the tier a lower rank and threshold
select
    file_row,
    'tier ' || tier_id || ' is not in the register, and a lower one is' as found
from delivered.tiers
where not in_register and tier_rank > (select min(tier_rank) from delivered.tiers where in_register)
