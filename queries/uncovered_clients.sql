-- question:     Who has nobody, and for how long?
-- grain:        one row per tier and age of the gap
-- definition:   Register clients without an RM at the end of the as-of month, by the days since their last RM stopped
--   looking after them, or since they joined where there never was one.
-- takes:        filters
-- rests_on:     as_of
-- needs:        assignments, relationship_managers
-- opens:        clients_in_scope by tier_id, uncovered_band where is_uncovered
-- shares:       covered_groups($filters)
-- tier_id:        text   tier
-- uncovered_band: text   days without an RM
-- clients:        count  clients without an RM
-- aum:            money  their AUM
select tier_id, uncovered_band, sum(clients)::bigint as clients, sum(aum) as aum
from covered_groups($filters)
where is_uncovered
group by tier_id, tier_rank, uncovered_band
order by tier_rank desc, array_position(['0-30', '31-90', '91-365', '366+'], uncovered_band)
