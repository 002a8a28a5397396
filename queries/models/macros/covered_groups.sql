-- what: the register clients of the as-of month that the filters choose, counted and added up by tier and by all that the
--       figures on coverage tell them apart by
create macro covered_groups(f) as table
select
    tier_id,
    tier_rank,
    is_covered,
    is_dedicated,
    is_effective,
    is_uncovered,
    uncovered_band,
    contact_state,
    sum(clients)::bigint as clients,
    sum(aum) as aum
from groups_in_scope(f)
group by all
