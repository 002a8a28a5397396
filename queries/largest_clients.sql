-- question:     Who are the largest?
-- grain:        one row per client, the twenty highest
-- definition:   The clients in scope with the highest amounts, each with its share of the total and the share of all up
--   to it.
-- takes:        filters, measure
-- filled:       holdings.interest_income where contribution, chosen_income
-- rests_on:     as_of
-- opens:        ranked_clients by client_id
-- lists:        20 by amount
-- place:            count [none]  rank by the amount
-- client_id:        text    client
-- client_name:      text    name
-- branch_id:        text    branch
-- tier_id:          text    tier
-- amount:           money   its amount
-- share:            share   amount of the client / amount of all clients
-- cumulative_share: share   amount of the clients up to here / amount of all clients
with whole as (
    select greatest(sum(amount), 0) as total
    from classes_at($filters, as_of($filters), $measure, false)
),

reach as (
    select min(class) as last_class
    from (
        select class, sum(sum(clients)) over (order by class rows unbounded preceding) as up_to
        from classes_at($filters, as_of($filters), $measure, false)
        group by class
    )
    where up_to >= 20
),

largest as (
    select *, row_number() over (order by amount desc, client_no) as place
    from (
        select *
        from measured_at($filters, as_of($filters), $measure)
        where class <= coalesce((select last_class from reach), 1_000_000)
        order by amount desc, client_no
        limit 20
    )
)

select
    largest.place,
    largest.client_id,
    shown_name(names.client_name) as client_name,
    largest.branch_id,
    largest.tier_id,
    largest.amount,
    largest.amount / nullif(whole.total, 0) as share,
    sum(largest.amount) over (order by largest.place rows unbounded preceding) / nullif(whole.total, 0)
        as cumulative_share
from largest
cross join whole
inner join client_names as names on names.client_no = largest.client_no
order by largest.place
