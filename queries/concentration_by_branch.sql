-- question:     Which branches depend on few clients?
-- grain:        one row per branch with clients in scope
-- definition:   The measures of concentration within each branch. They depend on the number of clients: for branches
--   with fewer clients than the smallest group (30), and for those whose feed has stopped, they are not shown.
-- takes:        filters, measure
-- filled:       holdings.interest_income where contribution, chosen_income
-- rests_on:     as_of
-- opens:        ranked_clients by branch_id
-- branch_id:            text   branch
-- feed_state:           text   whether the branch was delivered in the as-of month
-- clients:              count  clients whose amount is known
-- amount:               money  their amount
-- top_20_share:         share  amount of the top 20 % of clients / amount of the branch
-- clients_for_80_share: share  fewest clients who bring 80 % / clients of the branch
-- gini:                 ratio  Gini that survives losses
-- loss_makers:          count [where is_loss_maker]         clients with a negative amount
-- loss:                 money [amount where is_loss_maker]  their amount, together
with policy as (
    select value as smallest_group
    from policies
    where policy_id = 'smallest_group'
),

by_branch as (
    select
        group_id as branch_id,
        any_value(n)::bigint as clients,
        any_value(total) as amount,
        share_of_first(0.2, n, total, before, clients, amount) as top_20_share,
        clients_for_80(n, total, before, clients, amount, cumulative) as clients_for_80_share,
        gini_of(n, before, clients, amount, loss) as gini,
        sum(loss_makers)::bigint as loss_makers,
        sum(loss) as loss
    from ranked_pieces($filters, as_of($filters), $measure, true, 5)
    group by group_id
),

judged as (
    select
        by_branch.*,
        states.feed_state,
        by_branch.clients >= policy.smallest_group and states.feed_state = 'delivered' as is_shown
    from by_branch
    cross join policy
    left join feed_states($filters) as states on states.branch_id = by_branch.branch_id
)

select
    branch_id,
    feed_state,
    clients,
    amount,
    if(is_shown, top_20_share, null) as top_20_share,
    if(is_shown, clients_for_80_share, null) as clients_for_80_share,
    if(is_shown, gini, null) as gini,
    loss_makers,
    loss
from judged
order by top_20_share desc nulls last, branch_id
