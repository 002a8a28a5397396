-- question:     Which tiers lose clients?
-- grain:        one row per tier twelve months before, lowest first
-- definition:   Register clients twelve months before by the tier they had then, and the share lost since, with the
--   95 % Wilson interval. The rate is that of branches whose feed ran in the as-of month; there is none where these had
--   less than 90 % of the clients.
-- takes:        filters
-- rests_on:     as_of, opening
-- opens:        cohort_in_scope by tier_id
-- shares:       cohort_groups($filters)
-- tier_id:        text                        tier twelve months before
-- at_risk:        count                       register clients twelve months before
-- lost:           count [where is_lost]       of those, lost by the as-of month
-- unconfirmed:    count [where is_leaving]    leaving, not confirmed yet
-- below:          count [where is_below]      still clients, but fallen below the register
-- withheld:       count [where is_withheld]   not delivered at the as-of month, so not known
-- left_out:       count [none]                of those twelve months before, those of branches whose feed had stopped
-- counted:        count [none]                of those twelve months before, all others: the rate is theirs
-- lost_counted:   count [none]                of those counted in the rate, lost by the as-of month
-- attrition_rate: share                       clients lost / register clients twelve months before, where the feed ran
-- attrition_low:  share                       lower end of the 95 % Wilson interval
-- attrition_high: share                       upper end of the 95 % Wilson interval
-- scope_rate:     share                       the same over all clients in scope
-- aum:            money                       AUM twelve months before
-- lost_aum:       money [aum where is_lost]   AUM that the lost clients had twelve months before
with groups as (
    select
        tier_id,
        tier_rank,
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
    group by tier_id, tier_rank
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
    tier_id,
    at_risk,
    lost,
    unconfirmed,
    below,
    withheld,
    stopped as left_out,
    at_risk - stopped as counted,
    lost_known as lost_counted,
    lost_known / cases as attrition_rate,
    wilson_low(lost_known, cases) as attrition_low,
    wilson_high(lost_known, cases) as attrition_high,
    scope_lost / cases_known(scope_at_risk, scope_stopped) as scope_rate,
    aum,
    lost_aum
from judged
order by tier_rank
