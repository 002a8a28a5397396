-- question:     Who are the largest?
-- grain:        one row per client, the twenty highest
-- definition:   The clients in scope with the highest amounts, each with its share of the total and the share of all up
--   to it.
-- takes:        filters, measure
-- rests_on:     as_of
-- opens:        ranked_clients by client_id
-- place:            count [none]  rank by the amount
-- client_id:        text    client
-- client_name:      text    name
-- branch_id:        text    branch
-- tier_id:          text    tier
-- amount:           money   its amount
-- share:            share   amount of the client / amount of all clients
-- cumulative_share: share   amount of the clients up to here / amount of all clients
select
    ranked.place,
    ranked.client_id,
    shown_name(clients.client_name) as client_name,
    ranked.branch_id,
    ranked.tier_id,
    ranked.amount,
    ranked.amount / nullif(greatest(ranked.total, 0), 0) as share,
    ranked.cumulative / nullif(greatest(ranked.total, 0), 0) as cumulative_share
from ranked_clients($filters, $measure) as ranked
inner join clients on clients.client_id = ranked.client_id
where ranked.place <= 20
order by ranked.place
