-- question:     Which branches have which clients?
-- grain:        one row per branch and tier with clients in scope
-- definition:   Register clients of the as-of month by branch and nominal tier. Beside each share stands the share of
--   the tier in the whole bank under the same product filter. A branch whose feed has stopped has no shares.
-- takes:        filters
-- rests_on:     as_of
-- opens:        holders_in_scope by branch_id, tier_id
-- branch_id:        text   branch
-- tier_id:          text   tier
-- feed_state:       text   whether the branch was delivered in the as-of month
-- clients:          count  register clients of the branch in the tier
-- clients_share:    share  clients of the tier / clients of the branch
-- bank_share:       share  clients of the tier in the bank / clients of the bank
-- aum:              money  AUM of the clients, all products
-- chosen_aum:       money  AUM of the clients in the chosen products
-- contribution_12m: money  contribution of the clients in twelve months
-- branch_aum:       money [none]  AUM of the branch over all its tiers
with whole_bank as (
    select tier_id, sum(clients)::bigint as clients
    from groups_of_bank($filters, as_of($filters))
    group by tier_id
),

chosen as (
    select branch_id, tier_id, sum(chosen_aum) as chosen_aum
    from chosen_by_month($filters, as_of($filters), as_of($filters))
    group by branch_id, tier_id
),

cells as (
    select
        branch_id,
        tier_id,
        tier_rank,
        sum(clients)::bigint as clients,
        sum(aum) as aum,
        sum(contribution_12m) as contribution_12m
    from branches_by_month($filters, as_of($filters), as_of($filters))
    group by branch_id, tier_id, tier_rank
)

select
    cells.branch_id,
    cells.tier_id,
    states.feed_state,
    cells.clients,
    if(
        states.feed_state = 'not_delivered',
        null,
        cells.clients / sum(cells.clients) over (partition by cells.branch_id)
    ) as clients_share,
    whole_bank.clients / (select sum(clients) from whole_bank) as bank_share,
    cells.aum,
    chosen.chosen_aum,
    cells.contribution_12m,
    sum(cells.aum) over (partition by cells.branch_id) as branch_aum
from cells
left join whole_bank on whole_bank.tier_id = cells.tier_id
left join chosen on chosen.branch_id = cells.branch_id and chosen.tier_id = cells.tier_id
left join feed_states($filters) as states on states.branch_id = cells.branch_id
order by branch_aum desc nulls last, cells.branch_id, cells.tier_rank
