-- what: numbers of the overview for some months. Money is left out where a client of the month was not delivered, a
--       share where it would rest on too few of the clients
create macro numbers_of(f, of_months) as table
with stocks as (
    select
        month,
        sum(clients)::bigint as clients,
        sum(withheld) as withheld,
        cases_known(sum(clients), sum(withheld)) as clients_known,
        sum(aum) as aum,
        sum(contribution_12m) as contribution_12m,
        sum(effective) / nullif(sum(effective_known), 0) as effective_share
    from groups_of(f, of_months)
    group by month
),

cohorts as (
    select
        (month + interval 12 month)::date as month,
        sum(clients)::bigint as at_risk,
        sum(lost_12m_later)::bigint as lost,
        sum(withheld_12m_later)::bigint as withheld,
        sum(lost_known_12m_later) as lost_known,
        cases_known(sum(clients), sum(stopped_12m_later)) as cases
    from groups_of(f, list_transform(of_months, lambda month: (month - interval 12 month)::date))
    group by month
)

select
    months.month,
    stocks.clients,
    if(months.is_complete and stocks.withheld = 0, stocks.aum, null) as aum,
    if(months.is_complete and stocks.withheld = 0, stocks.contribution_12m, null) as contribution_12m,
    cohorts.at_risk,
    cohorts.lost,
    cohorts.withheld,
    cohorts.lost_known / cohorts.cases as attrition_rate,
    wilson_low(cohorts.lost_known, cohorts.cases) as attrition_low,
    wilson_high(cohorts.lost_known, cohorts.cases) as attrition_high,
    if(stocks.clients_known > 0, stocks.effective_share, null) as effective_share,
    stocks.clients_known > 0 as are_known
from months
left join stocks on stocks.month = months.month
left join cohorts on cohorts.month = months.month
where list_contains(of_months, months.month)
