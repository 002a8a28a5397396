-- question:     Which branches lose clients?
-- grain:        one row per branch twelve months before
-- definition:   Register clients twelve months before by the branch that looked after them then, and the share lost
--   since, with the 95 % Wilson interval. Overlapping intervals are no difference; branches with few clients have wide
--   ones. The rate is that of clients whose feed ran in the as-of month; there is none where these are less than 90 %.
-- takes:        filters
-- rests_on:     as_of, opening
-- opens:        cohort_in_scope by branch_id
-- shares:       cohort_groups($filters)
-- branch_id:        text                        branch twelve months before
-- at_risk:        count                       register clients twelve months before
-- lost:           count [where is_lost]       of those, lost by the as-of month
-- unconfirmed:    count [where is_leaving]    leaving, not confirmed yet
-- below:          count [where is_below]      still clients, but fallen below the register
-- withheld:       count [where is_withheld]   not delivered at the as-of month, so not known
-- attrition_rate: share                       clients lost / register clients twelve months before, where the feed ran
-- attrition_low:  share                       lower end of the 95 % Wilson interval
-- attrition_high: share                       upper end of the 95 % Wilson interval
-- feed_state:     text                        whether enough of its clients were delivered in the as-of month
-- scope_rate:     share                       the same over all clients in scope
-- aum:            money                       AUM twelve months before
-- lost_aum:       money [aum where is_lost]   AUM that the lost clients had twelve months before
with groups as (
    select
        branch_id,
        sum(clients)::bigint as at_risk,
        count_of(clients, is_lost) as lost,
        count_of(clients, is_leaving) as unconfirmed,
        count_of(clients, is_below) as below,
        count_of(clients, is_withheld) as withheld,
        count_of(clients, is_stopped) as stopped,
        count_of(clients, is_lost and not is_stopped) as lost_known,
        sum(aum) as aum,
        if(lost = 0, 0, sum(aum) filter (is_lost)) as lost_aum
    from cohort_groups($filters)
    group by branch_id
),

judged as (
    select
        *,
        cases_known(at_risk, stopped) as cases,
        sum(lost_known) over () as scope_lost,
        sum(at_risk) over () as scope_at_risk,
        sum(stopped) over () as scope_stopped
    from groups
)

select
    branch_id,
    at_risk,
    lost,
    unconfirmed,
    below,
    withheld,
    lost_known / cases as attrition_rate,
    wilson_low(lost_known, cases) as attrition_low,
    wilson_high(lost_known, cases) as attrition_high,
    if(cases is null, 'not_delivered', 'delivered') as feed_state,
    scope_lost / cases_known(scope_at_risk, scope_stopped) as scope_rate,
    aum,
    lost_aum
from judged
order by attrition_rate desc nulls last, branch_id
