-- question:     How much do the best clients bring, and how much do the others take away?
-- grain:        one row per hundredth of the clients, highest first
-- definition:   The clients in scope are ranked by the measure, highest first, and cut into a hundred groups of nearly
--   equal size. The curve adds them up; where it rises above 100 %, the clients after the peak cost the bank money. Without
--   a positive total there are no shares, and the curve is drawn in money.
-- takes:        filters, measure
-- filled:       holdings.interest_income where contribution, chosen_income
-- rests_on:     as_of
-- opens:        ranked_clients by percentile
-- shares:       pieces_in_scope($filters, $measure)
-- percentile:       number        1 holds the hundredth of clients with the highest amounts
-- clients:          count         clients of the group
-- clients_share:    share         clients up to here / all clients
-- amount:           money         amount of the group
-- cumulative:       money [none]  amount of this group and all before it
-- cumulative_share: share         amount up to here / amount of all clients
with hundredths as (
    select
        ceil(100 * (before + clients) / n)::integer as percentile,
        sum(clients)::bigint as clients,
        max(before + clients) / any_value(n) as clients_share,
        sum(amount) as amount,
        any_value(total) as total
    from pieces_in_scope($filters, $measure)
    where group_id is null
    group by percentile
)

select
    percentile,
    clients,
    clients_share,
    amount,
    sum(amount) over ranking as cumulative,
    if(total > 0, sum(amount) over ranking / total, null) as cumulative_share
from hundredths
window ranking as (order by percentile rows unbounded preceding)
order by percentile
