-- rule:     no tier is called like a state of a client
-- file:     tiers
-- severity: stop
-- fix:      give it another tier_id; who moves between tiers is counted beside who is new, lost, below or elsewhere
select file_row, 'tier_id ' || tier_id || ' is the name of a state' as found
from delivered.tiers
where tier_id in ('new', 'lost', 'below', 'elsewhere')
