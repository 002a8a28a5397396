-- question:     Whom did we lose?
-- grain:        one row per lost client of the register of twelve months before, largest first, the hundred largest
-- definition:   The clients behind the attrition rate: in the register twelve months before the as-of month, lost and
--   confirmed by it. AUM, branch and tier are those of twelve months before.
-- takes:        filters
-- rests_on:     as_of, opening
-- opens:        cohort_in_scope by client_id where is_lost
-- lists:        100 by aum
-- client_id:      text   client
-- client_name:    text   name
-- branch_id:      text   branch twelve months before
-- tier_id:        text   tier twelve months before
-- aum:            money  AUM twelve months before
-- loss_kind:      text   hard: closed or emptied; silent: the money left
-- loss_onset:     month  month in which it began
-- loss_confirmed: month  month in which it was confirmed
-- closing_reason: text   reason, where the bank records it
with largest as (
    select client_no, client_id, branch_id, tier_id, aum
    from clients_at($filters, opening_month($filters))
    where loss_kind_12m_later is not null
    order by aum desc nulls last, client_no
    limit 100
)

select
    largest.client_id,
    shown_name(names.client_name) as client_name,
    largest.branch_id,
    largest.tier_id,
    largest.aum,
    now.loss_kind,
    now.loss_onset,
    now.loss_confirmed,
    names.closing_reason
from largest
inner join client_months as now on now.month = as_of($filters) and now.client_no = largest.client_no
inner join client_names as names on names.client_no = largest.client_no
order by largest.aum desc nulls last, largest.client_no
