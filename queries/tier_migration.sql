-- question:     Who moved between the tiers?
-- grain:        one row per state at the comparison month and state at the as-of month
-- definition:   Clients of the register at either month, by the state at each: a tier; new (no client then) or lost;
--   below the register; elsewhere (in the register, but with a branch or products outside the choice). Rows of tiers add up
--   to the clients of the comparison month, columns of tiers to those of the as-of month.
-- takes:        filters
-- rests_on:     as_of, comparison
-- opens:        movements_in_scope by opening_state, closing_state
-- opening_state:    text   state at the comparison month
-- closing_state:    text   state at the as-of month
-- clients:          count  clients with both states
-- share:            share  clients with both states / clients of the tier at the comparison month
-- aum_before:       money  their AUM at the comparison month
-- aum:              money  their AUM at the as-of month
with cells as (
    select * from movements_grouped($filters)
)

select
    cells.opening_state,
    cells.closing_state,
    cells.clients,
    if(
        opening.tier_id is null, null, cells.clients / sum(cells.clients) over (partition by cells.opening_state)
    ) as share,
    cells.aum_before,
    cells.aum
from cells
left join tiers as opening on opening.tier_id = cells.opening_state
left join tiers as closing on closing.tier_id = cells.closing_state
order by opening.tier_rank nulls first, cells.opening_state, closing.tier_rank nulls first, cells.closing_state
