-- question:     When did they begin to leave?
-- grain:        one row per month of onset and kind, 24 months up to the as-of month
-- definition:   Clients of the register who are lost, or leaving, by the month in which it began, as known at the as-of
--   month. A silent loss is confirmed in its third month: the newest two months are not complete yet, and what is not
--   confirmed is hatched. It is told from the three months before: in the first three of the data there is none.
--   Branch, tier and products are those of the month before.
-- takes:        filters
-- rests_on:     as_of
-- opens:        losses_in_scope by loss_onset, loss_kind
-- loss_onset:   month                         month in which it began
-- loss_kind:    text                          hard: closed or emptied; silent: the money left
-- clients:      count                         clients lost or leaving
-- confirmed:    count [where is_lost]         of those, confirmed
-- provisional:  count [where is_provisional]  of those, not confirmed yet
-- aum:          money                         their AUM in the month before, the last delivered one where it has none
select
    loss_onset,
    loss_kind,
    sum(clients)::bigint as clients,
    count_of(clients, is_lost) as confirmed,
    count_of(clients, not is_lost) as provisional,
    sum(aum) as aum
from losses_grouped($filters)
group by loss_onset, loss_kind
order by loss_onset, loss_kind
