-- question:     Whom did we lose?
-- grain:        one row per lost client of the register of twelve months before, largest first, the hundred largest
-- definition:   The clients behind the attrition rate: in the register twelve months before the as-of month, lost and
--   confirmed by it. AUM, branch and tier are those of twelve months before.
-- takes:        filters
-- rests_on:     as_of, opening
-- opens:        cohort_in_scope by client_id where is_lost
-- client_id:      text   client
-- client_name:    text   name
-- branch_id:      text   branch twelve months before
-- tier_id:        text   tier twelve months before
-- aum:            money  AUM twelve months before
-- loss_kind:      text   hard: closed or emptied; silent: the money left
-- loss_onset:     month  month in which it began
-- loss_confirmed: month  month in which it was confirmed
-- closing_reason: text   reason, where the bank records it
select
    cohort.client_id,
    shown_name(clients.client_name) as client_name,
    cohort.branch_id,
    cohort.tier_id,
    cohort.aum,
    cohort.loss_kind,
    cohort.loss_onset,
    cohort.loss_confirmed,
    clients.closing_reason
from cohort_in_scope($filters) as cohort
inner join clients on clients.client_id = cohort.client_id
where cohort.is_lost
order by cohort.aum desc nulls last, cohort.client_id
limit 100
