-- question:     How much depends on how few?
-- grain:        one row
-- definition:   The clients in scope ranked by the measure. Top shares split the client on the boundary. The Gini is the
--   one of Raffinetti, Siletti and Vernizzi, which stays between 0 and 1 when some clients bring losses. Shares exist only
--   where the total is positive. The base is the register, not the bank: its 80/20 is not the bank's.
-- takes:        filters, measure
-- filled:       holdings.interest_income where contribution, chosen_income
-- rests_on:     as_of
-- opens:        ranked_clients
-- shares:       pieces_in_scope($filters, $measure)
-- clients_ranked:       count          clients whose amount is known
-- amount:               money          amount of all clients
-- top_1_share:          share          amount of the top 1 % of clients / amount of all
-- top_5_share:          share          amount of the top 5 % of clients / amount of all
-- top_10_share:         share          amount of the top 10 % of clients / amount of all
-- top_20_share:         share          amount of the top 20 % of clients / amount of all
-- clients_for_80_share: share          fewest clients who bring 80 % / all clients
-- gini:                 ratio          Gini that survives losses: 0 all equal, 1 one client has all; above 500 clients to 0.0001
-- loss_makers:          count [where is_loss_maker]         clients with a negative amount
-- loss:                 money [amount where is_loss_maker]  their amount, together
-- peak_share:           share          highest point of the whale curve
select
    any_value(n)::bigint as clients_ranked,
    any_value(total) as amount,
    share_of_first(0.01, n, total, before, clients, amount) as top_1_share,
    share_of_first(0.05, n, total, before, clients, amount) as top_5_share,
    share_of_first(0.1, n, total, before, clients, amount) as top_10_share,
    share_of_first(0.2, n, total, before, clients, amount) as top_20_share,
    clients_for_80(n, total, before, clients, amount, cumulative) as clients_for_80_share,
    gini_of(n, before, clients, amount, loss) as gini,
    sum(loss_makers)::bigint as loss_makers,
    sum(loss) as loss,
    max(cumulative - loss) / nullif(greatest(any_value(total), 0), 0) as peak_share
from pieces_in_scope($filters, $measure)
where group_id is null
having count(*) > 0
