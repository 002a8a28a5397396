-- what: the clients of the as-of month ranked by the measure, highest first, in pieces: whole classes, and single clients
--       of the classes in which a hundredth of the clients ends
create macro ranked_pieces(f, measure) as table
with classes as (
    select
        class,
        sum(clients)::bigint as clients,
        sum(amount) as amount
    from classes_at(f, as_of(f), measure)
    group by class
),

placed as (
    select
        *,
        (sum(clients) over (order by class rows unbounded preceding))::bigint - clients as before,
        (sum(clients) over ())::bigint as n
    from classes
),

judged as (
    select *, ceil(100 * (before + 1) / n) <> ceil(100 * (before + clients) / n) as is_cut
    from placed
)

select
    judged.before + row_number() over (
        partition by judged.class order by clients.amount desc, clients.client_no
    ) as place,
    1 as clients,
    clients.amount,
    judged.n
from measured_at(f, as_of(f), measure) as clients
inner join judged on judged.class = clients.class and judged.is_cut
union all
select before + clients as place, clients, amount, n
from judged
where not is_cut
