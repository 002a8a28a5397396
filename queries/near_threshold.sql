-- question:     Who is just under a threshold?
-- grain:        one row per tier that clients are close to
-- definition:   Clients whose AUM of the as-of month is at least 80 % of the threshold of the tier above their own and
--   below it. Clients below the register who are close to its entry are included here, and only here.
-- takes:        filters
-- rests_on:     as_of
-- opens:        near_threshold_in_scope by next_tier_id
-- next_tier_id:     text   the tier they are close to
-- clients:          count  clients just under its threshold
-- aum:              money  their AUM
-- gap:              money  what they lack to the threshold, together
select
    near.next_tier_id,
    sum(near.clients)::bigint as clients,
    sum(near.aum) as aum,
    sum(near.gap) as gap
from near_groups as near
inner join tiers on tiers.tier_id = near.next_tier_id
where near.month = as_of($filters) and in_scope($filters, near.branch_id, near.product_set)
group by near.next_tier_id, tiers.tier_rank
order by tiers.tier_rank
