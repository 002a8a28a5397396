-- question:     Who are the largest?
-- grain:        one row per client, the twenty highest
-- definition:   The clients in scope with the highest amounts, each with its share of the total and the share of all up
--   to it.
-- takes:        filters, measure
-- filled:       holdings.interest_income where contribution, chosen_income
-- rests_on:     as_of
-- opens:        ranked_clients by client_id
-- lists:        20 by amount
-- shares:       pieces_in_scope($filters, $measure)
-- place:            count [none]  rank by the amount
-- client_id:        text    client
-- client_name:      text    name
-- amount:           money   its amount
-- share:            share   amount of the client / amount of all clients
-- branch_id:        text    branch
-- tier_id:          text    tier
-- cumulative_share: share   amount of the clients up to here / amount of all clients
with largest as (
    select before + 1 as place, client_no, branch_id, tier_id, amount, greatest(total, 0) as total
    from pieces_in_scope($filters, $measure)
    where group_id is null and place <= 20
)

select
    largest.place,
    names.client_id,
    shown_name(names.client_name) as client_name,
    largest.amount,
    largest.amount / nullif(largest.total, 0) as share,
    largest.branch_id,
    largest.tier_id,
    sum(largest.amount) over (order by largest.place rows unbounded preceding) / nullif(largest.total, 0)
        as cumulative_share
from largest
inner join client_names as names on names.client_no = largest.client_no
order by largest.place
