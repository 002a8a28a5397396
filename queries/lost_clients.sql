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
-- aum:            money  AUM twelve months before
-- loss_kind:      text   hard: closed or emptied; silent: the money left
-- branch_id:      text   branch twelve months before
-- tier_id:        text   tier twelve months before
-- loss_onset:     month  month in which it began
-- loss_confirmed: month  month in which it was confirmed
-- closing_reason: text   reason, where the bank records it
select
    client_id,
    shown_name(client_name) as client_name,
    aum,
    loss_kind,
    branch_id,
    tier_id,
    loss_onset,
    loss_confirmed,
    closing_reason
from cohort_losses
where month = as_of($filters) and in_scope($filters, branch_id, product_set)
order by aum desc nulls last, client_no
limit 100
