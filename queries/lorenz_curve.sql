-- question:     How unequal are the clients?
-- grain:        one row per hundredth of the clients, lowest first
-- definition:   The clients in scope from the lowest amount to the highest, and the share of the total that they have
--   together. Equal clients would lie on the straight line. With losses the curve begins below zero; without a positive
--   total there is none.
-- takes:        filters, measure
-- filled:       holdings.interest_income where contribution, chosen_income
-- rests_on:     as_of
-- opens:        ranked_clients by percentile
-- shares:       pieces_in_scope($filters, $measure)
-- percentile:       number        1 holds the hundredth of clients with the highest amounts
-- clients:          count         clients of the group
-- clients_share:    share         clients up to here, lowest first / all clients
-- amount:           money         amount of the group
-- cumulative_share: share         amount up to here, lowest first / amount of all clients
with hundredths as (
    select
        ceil(100 * (before + clients) / n)::integer as percentile,
        sum(clients)::bigint as clients,
        (any_value(n) - min(before)) / any_value(n) as clients_share,
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
    if(total > 0, sum(amount) over (order by percentile desc rows unbounded preceding) / total, null)
        as cumulative_share
from hundredths
order by percentile desc
