-- question:     How does each branch stand?
-- grain:        one row per branch with clients in scope, now, in the comparison month or twelve months before
-- definition:   Clients, AUM, contribution and effective coverage of the clients the branch looks after in the as-of
--   month; attrition of those it looked after twelve months before, with the 95 % Wilson interval. Branches add up to the
--   total of the scope. A branch whose feed has stopped has no shares and no change of its AUM. In the change,
--   who was not delivered in one of the two months counts with the last AUM delivered: holdings that come back are no
--   growth; who moved to another branch took its AUM along.
-- takes:        filters
-- rests_on:     as_of
-- opens:        holders_in_scope by branch_id
-- branch_id:        text          branch
-- feed_state:       text          whether the branch was delivered in the as-of month
-- clients:          count         register clients of the branch
-- aum:              money         AUM of the clients, all products
-- chosen_aum:       money         AUM of the clients in the chosen products
-- contribution_12m: money         contribution of the clients in twelve months
-- aum_change:       money [none]  AUM less the AUM of the comparison month, with that of who is missing
-- at_risk:          count [none]  register clients twelve months before
-- lost:             count [none]  of those, clients lost
-- withheld:         count [none]  of those, not delivered at the as-of month, so not known
-- attrition_rate:   share         clients lost / register clients twelve months before, where the feed ran
-- attrition_low:    share         lower end of the 95 % Wilson interval
-- attrition_high:   share         upper end of the 95 % Wilson interval
-- effective_share:  share         clients with an RM and contact within the interval / register clients of tiers that have one
with stocks as (
    select
        branch_id,
        sum(clients)::bigint as clients,
        sum(withheld) as withheld,
        sum(aum) as aum,
        sum(known_aum) as known_aum,
        sum(contribution_12m) as contribution_12m,
        sum(effective) / nullif(sum(effective_known), 0) as effective_share
    from branches_by_month($filters, as_of($filters), as_of($filters))
    group by branch_id
),

chosen as (
    select branch_id, sum(chosen_aum) as chosen_aum
    from chosen_by_month($filters, as_of($filters), as_of($filters))
    group by branch_id
),

before as (
    select branch_id, sum(known_aum) as known_aum, sum(withheld) as withheld
    from branches_by_month($filters, compared_with($filters), compared_with($filters))
    group by branch_id
),

cohorts as (
    select
        branch_id,
        sum(clients)::bigint as at_risk,
        sum(lost_12m_later)::bigint as lost,
        sum(withheld_12m_later)::bigint as withheld,
        sum(lost_known_12m_later) as lost_known,
        cases_known(sum(clients), sum(stopped_12m_later)) as cases
    from branches_by_month($filters, opening_month($filters), opening_month($filters))
    group by branch_id
)

select
    branch_id,
    states.feed_state,
    coalesce(stocks.clients, 0) as clients,
    if(stocks.branch_id is null, 0, stocks.aum) as aum,
    if(stocks.branch_id is not null and stocks.aum is null, null, coalesce(chosen.chosen_aum, 0)) as chosen_aum,
    stocks.contribution_12m,
    if(
        states.feed_state = 'not_delivered'
        or coalesce(stocks.withheld, 0) + coalesce(before.withheld, 0) > 0
        or count(before.branch_id) over () = 0,
        null,
        coalesce(stocks.known_aum, 0) - coalesce(before.known_aum, 0)
    ) as aum_change,
    cohorts.at_risk,
    cohorts.lost,
    cohorts.withheld,
    cohorts.lost_known / cohorts.cases as attrition_rate,
    wilson_low(cohorts.lost_known, cohorts.cases) as attrition_low,
    wilson_high(cohorts.lost_known, cohorts.cases) as attrition_high,
    if(states.feed_state = 'not_delivered', null, stocks.effective_share) as effective_share
from stocks
full join before using (branch_id)
full join cohorts using (branch_id)
left join chosen using (branch_id)
left join feed_states($filters) as states using (branch_id)
order by if(stocks.branch_id is null, 0, stocks.aum) desc nulls last, branch_id
