-- question:     Are we keeping our clients?
-- grain:        one row
-- definition:   Of the register clients twelve months before the as-of month, the share lost by the as-of month: closed
--   or empty (hard), or with AUM at or under 30 % of the three months before for three months (silent), which cannot be
--   seen where the data begin later than these three months. A loss counts once it is confirmed; those not confirmed
--   yet are counted apart and left out of the rate. Clients who fell below the register are still clients and are
--   counted apart too. Clients not delivered, because the feed of their branch has stopped, are not known and counted
--   apart: the rate is that of the other branches, and there is none where these had less than 90 % of the clients.
-- takes:        filters
-- rests_on:     as_of, opening
-- opens:        cohort_in_scope
-- shares:       cohort_groups($filters)
-- at_risk:         count                        register clients twelve months before
-- lost:            count [where is_lost]        of those, lost by the as-of month
-- lost_hard:       count [where is_lost_hard]   lost by closing or emptying the relationship
-- lost_silent:     count [where is_lost_silent] lost silently
-- unconfirmed:     count [where is_leaving]     leaving, not confirmed yet
-- below:           count [where is_below]       still clients, but fallen below the register
-- withheld:        count [where is_withheld]    not delivered at the as-of month, so not known
-- left_out:        count [none]                 of those twelve months before, those of branches whose feed had stopped
-- counted:         count [none]                 of those twelve months before, all others: the rate is theirs
-- lost_counted:    count [none]                 of those counted in the rate, lost by the as-of month
-- attrition_rate:  share    clients lost / register clients twelve months before, where the feed ran
-- attrition_low:   share                        lower end of the 95 % Wilson interval
-- attrition_high:  share                        upper end of the 95 % Wilson interval
-- aum:             money                        AUM of the register clients twelve months before
-- lost_aum:        money [aum where is_lost]    AUM that the lost clients had twelve months before
-- lost_aum_share:  share                        AUM of the lost clients / AUM of all, twelve months before, where the feed ran
-- rate_before:     share                        the same rate for the cohort a year earlier, where its silent losses can all be seen
with cohort as (
    select
        sum(clients)::bigint as at_risk,
        count_of(clients, is_lost) as lost,
        count_of(clients, is_lost_hard) as lost_hard,
        count_of(clients, is_lost_silent) as lost_silent,
        count_of(clients, is_leaving) as unconfirmed,
        count_of(clients, is_below) as below,
        count_of(clients, is_withheld) as withheld,
        count_of(clients, is_stopped) as stopped,
        count_of(clients, is_lost and not is_stopped) as lost_known,
        sum(aum) as aum,
        if(lost = 0, 0, sum(aum) filter (is_lost)) as lost_aum,
        sum(aum) filter (not is_stopped) as aum_known,
        if(lost_known = 0, 0, sum(aum) filter (is_lost and not is_stopped)) as lost_aum_known
    from cohort_groups($filters)
),

judged as (
    select *, cases_known(at_risk, stopped) as cases
    from cohort
    where at_risk > 0
),

year_before as (
    select
        sum(clients)::bigint as at_risk,
        sum(stopped_12m_later)::bigint as stopped,
        sum(lost_known_12m_later)::bigint as lost_known
    from groups_by_month(
        $filters,
        (opening_month($filters) - interval 12 month)::date,
        (opening_month($filters) - interval 12 month)::date
    )
)

select
    judged.at_risk,
    judged.lost,
    judged.lost_hard,
    judged.lost_silent,
    judged.unconfirmed,
    judged.below,
    judged.withheld,
    judged.stopped as left_out,
    judged.at_risk - judged.stopped as counted,
    judged.lost_known as lost_counted,
    judged.lost_known / judged.cases as attrition_rate,
    wilson_low(judged.lost_known, judged.cases) as attrition_low,
    wilson_high(judged.lost_known, judged.cases) as attrition_high,
    judged.aum,
    judged.lost_aum,
    if(judged.cases is null, null, judged.lost_aum_known / nullif(judged.aum_known, 0)) as lost_aum_share,
    if(
        opening.has_loss_year,
        year_before.lost_known / cases_known(year_before.at_risk, year_before.stopped),
        null
    ) as rate_before
from judged
cross join year_before
left join months as opening on opening.month = opening_month($filters)
