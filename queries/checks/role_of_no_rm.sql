-- rule:     the role that a tier is promised is that of some RM
-- file:     relationship_managers
-- severity: note
-- asked:    late
-- fix:      write the role in relationship_managers as it stands in tiers; until then nobody of these tiers is dedicated
select
    'relationship_managers' as place,
    'no RM has the role ' || rm_role || ', which is promised to ' || string_agg(tier_id, ', ' order by tier_rank)
        as found
from tiers
where
    in_register
    and rm_role not in (select role from relationship_managers where role is not null)
    and exists (select 1 from relationship_managers where role is not null)
group by rm_role
order by min(tier_rank)
