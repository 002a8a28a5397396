-- what: numbers of the overview for each of the 24 months up to the as-of month. Money is left out where a client of the
--       month was not delivered, a share where it would rest on too few of the clients
create macro numbers_by_month(f) as table
with sums as (
    select
        month,
        sum(clients)::bigint as clients,
        sum(withheld)::bigint as withheld,
        sum(aum) as aum,
        sum(known_aum) as known_aum,
        sum(contribution_12m) as contribution_12m,
        sum(effective) / nullif(sum(effective_known), 0) as effective_share,
        sum(lost_12m_later)::bigint as lost_12m_later,
        sum(withheld_12m_later)::bigint as withheld_12m_later,
        sum(lost_known_12m_later)::bigint as lost_known_12m_later,
        sum(stopped_12m_later)::bigint as stopped_12m_later
    from groups_by_month(f, (as_of(f) - interval 35 month)::date, as_of(f))
    group by month
),

joined as (
    select
        months.month,
        months.has_year,
        months.has_loss_year,
        now.*,
        cases_known(now.clients, now.withheld) > 0 as are_known,
        opening.clients as at_risk,
        opening.lost_12m_later as lost,
        opening.withheld_12m_later as withheld_now,
        opening.lost_known_12m_later as lost_known,
        cases_known(opening.clients, opening.stopped_12m_later) as cases
    from months
    left join (select * exclude (month), month as of_month from sums) as now on now.of_month = months.month
    left join sums as opening on opening.month = months.month - interval 12 month
    where months.month between as_of(f) - interval 23 month and as_of(f)
)

select
    month,
    clients,
    if(withheld = 0, aum, null) as aum,
    if(withheld = 0, known_aum, null) as known_aum,
    if(withheld = 0, contribution_12m, null) as contribution_12m,
    at_risk,
    lost,
    withheld_now as withheld,
    lost_known / cases as attrition_rate,
    wilson_low(lost_known, cases) as attrition_low,
    wilson_high(lost_known, cases) as attrition_high,
    if(are_known, effective_share, null) as effective_share,
    are_known,
    has_year,
    has_loss_year
from joined
