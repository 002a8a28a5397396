-- question:     Which branches depend on few clients?
-- grain:        one row per branch with clients in scope
-- definition:   The measures of concentration within each branch. They depend on the number of clients: for branches
--   with fewer clients than the smallest group (30), and for those whose feed has stopped, they are not shown.
-- takes:        filters, measure
-- shares:       pieces_in_scope($filters, $measure)
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

ranked as (
    select branch_id, clients, amount, top_20_share, clients_for_80_share, gini, loss_makers, loss
    from branch_rankings
    where
        ($filters['products']) is null
        and branch_rankings.measure = kept_measure($measure)
        and month = as_of($filters)
        and of_chosen_branch($filters, branch_id)
    union all
    select
        group_id as branch_id,
        unnest(concentration_of(n, total, before, clients, amount, cumulative, loss_makers, loss))
    from pieces_in_scope($filters, $measure)
    where ($filters['products']) is not null and group_id is not null
    group by group_id
),

judged as (
    select
        ranked.*,
        states.feed_state,
        ranked.clients >= policy.smallest_group and states.feed_state = 'delivered' as is_shown
    from ranked
    cross join policy
    left join feed_states($filters) as states on states.branch_id = ranked.branch_id
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
