-- what: the six numbers of the overview, for the comparison month and the 24 months up to the as-of month. Money is
--       left out where a client of the month was not delivered, a share where it would rest on too few of the clients
create macro numbers_by_month(f) as table
with rows_in_scope as (
    select
        month,
        client_id,
        aum,
        contribution_12m,
        is_effective,
        is_withheld,
        loss_kind_12m_later,
        is_withheld_12m_later,
        is_stopped_12m_later
    from client_months
    where
        month between least(as_of(f) - interval 23 month, coalesce(compared_with(f), as_of(f))) - interval 12 month
        and as_of(f)
        and is_register
        and in_scope(f, branch_id, product_ids)
),

ranked as (
    select
        month,
        aum,
        contribution_12m,
        is_effective,
        is_withheld,
        row_number() over (partition by month order by contribution_12m desc nulls last, client_id) as place,
        count(contribution_12m) over (partition by month) as known
    from rows_in_scope
),

stocks as (
    select
        month,
        count(*) as clients,
        count(*) filter (is_withheld) as withheld,
        cases_known(count(*), count(*) filter (is_withheld)) as clients_known,
        sum(aum) as aum,
        sum(contribution_12m) as contribution_12m,
        (count(*) filter (is_effective)) / nullif(count(is_effective), 0) as effective_share,
        sum(contribution_12m * greatest(0, least(1, 0.2 * known - place + 1)))
        / nullif(if(sum(contribution_12m) > 0, sum(contribution_12m), null), 0) as top_20_share
    from ranked
    group by month
),

cohorts as (
    select
        (month + interval 12 month)::date as month,
        count(*) as at_risk,
        count(loss_kind_12m_later) as lost,
        count(*) filter (is_withheld_12m_later) as withheld,
        count(loss_kind_12m_later) filter (not is_stopped_12m_later) as lost_known,
        cases_known(count(*), count(*) filter (is_stopped_12m_later)) as cases
    from rows_in_scope
    group by all
)

select
    months.month,
    months.is_complete,
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
    if(stocks.clients_known > 0, stocks.top_20_share, null) as top_20_share
from months
left join stocks on stocks.month = months.month
left join cohorts on cohorts.month = months.month
where
    months.month between as_of(f) - interval 23 month and as_of(f)
    or months.month = compared_with(f)
