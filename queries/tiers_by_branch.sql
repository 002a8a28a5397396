-- question:     Which branches have which clients?
-- grain:        one row per branch and tier with clients in scope
-- definition:   Register clients of the as-of month by branch and nominal tier. Beside each share stands the share of
--   the tier in the whole bank under the same product filter. A branch whose feed has stopped has no shares.
-- takes:        filters
-- rests_on:     as_of
-- opens:        clients_in_scope by branch_id, tier_id
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
    select tier_id, count(*) as clients
    from client_months
    where month = as_of($filters) and is_register and in_scope($filters, null, product_ids) is not false
    group by tier_id
),

cells as (
    select
        branch_id,
        tier_id,
        tier_rank,
        count(*) as clients,
        sum(aum) as aum,
        sum(chosen_aum) as chosen_aum,
        sum(contribution_12m) as contribution_12m
    from clients_in_scope($filters)
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
    cells.chosen_aum,
    cells.contribution_12m,
    sum(cells.aum) over (partition by cells.branch_id) as branch_aum
from cells
left join whole_bank on whole_bank.tier_id = cells.tier_id
left join feed_states($filters) as states on states.branch_id = cells.branch_id
order by branch_aum desc nulls last, cells.branch_id, cells.tier_rank
