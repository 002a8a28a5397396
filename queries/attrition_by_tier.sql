-- question:     Which tiers lose clients?
-- grain:        one row per tier twelve months before, lowest first
-- definition:   Register clients twelve months before by the tier they had then, and the share lost since, with the 95 % Wilson interval.
-- takes:        filters
-- opens:        cohort_in_scope by tier_id
-- tier_id:        text                        tier twelve months before
-- at_risk:        count                       register clients twelve months before
-- lost:           count [where is_lost]       of those, lost by the as-of month
-- unconfirmed:    count [where is_leaving]    leaving, not confirmed yet
-- below:          count [where is_below]      still clients, but fallen below the register
-- attrition_rate: share                       clients lost / register clients twelve months before
-- attrition_low:  share                       lower end of the 95 % Wilson interval
-- attrition_high: share                       upper end of the 95 % Wilson interval
-- scope_rate:     share                       the same over all clients in scope
-- aum:            money                       AUM twelve months before
-- lost_aum:       money [aum where is_lost]   AUM that the lost clients had twelve months before
select
    tier_id,
    count(*) as at_risk,
    count(*) filter (is_lost) as lost,
    count(*) filter (is_leaving) as unconfirmed,
    count(*) filter (is_below) as below,
    lost / at_risk as attrition_rate,
    wilson_low(lost, at_risk) as attrition_low,
    wilson_high(lost, at_risk) as attrition_high,
    sum(count(*) filter (is_lost)) over () / sum(count(*)) over () as scope_rate,
    sum(aum) as aum,
    coalesce(sum(aum) filter (is_lost), 0) as lost_aum
from cohort_in_scope($filters)
group by tier_id
order by any_value(tier_rank)
