-- question:     Which branches depend on few clients?
-- grain:        one row per branch with clients in scope
-- definition:   The measures of concentration within each branch. They depend on the number of clients: for branches
--   with fewer clients than the smallest group (30) they are not shown.
-- takes:        filters, measure
-- opens:        ranked_clients by branch_id
-- branch_id:            text   branch
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
)

select
    branches.group_id as branch_id,
    branches.n as clients,
    branches.total as amount,
    if(branches.n < policy.smallest_group, null, branches.top_20_share) as top_20_share,
    if(branches.n < policy.smallest_group, null, branches.clients_for_80_share) as clients_for_80_share,
    if(branches.n < policy.smallest_group, null, branches.gini) as gini,
    branches.loss_makers,
    branches.loss
from concentration_of($filters, $measure, true) as branches
cross join policy
order by top_20_share desc nulls last, branch_id
