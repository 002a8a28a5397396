-- what: the clients ranked by an amount, highest first, over all of them or per branch, in pieces: whole classes where
--       nothing depends on the order inside, single clients elsewhere: in the first and the last class, where a hundredth
--       of the clients ends, where the amounts change their sign, where four fifths of the total are reached, and
--       everywhere in a group of up to 2,000 clients
create macro ranked_pieces(f, at_month, measure, by_branch) as table
with classes as (
    select
        if(by_branch, branch_id, null) as group_id,
        class,
        sum(clients)::bigint as clients,
        sum(amount) as amount,
        max(highest) as highest,
        min(lowest) as lowest
    from classes_at(f, at_month, measure)
    group by if(by_branch, branch_id, null), class
),

placed as (
    select
        *,
        (sum(clients) over ranking)::bigint - clients as before,
        (sum(clients) over whole)::bigint as n,
        sum(amount) over whole as total,
        sum(amount) over ranking as cumulative,
        min(class) over whole as first_class,
        max(class) over whole as last_class
    from classes
    window
        whole as (partition by group_id),
        ranking as (partition by group_id order by class rows unbounded preceding)
),

judged as (
    select
        *,
        class in (first_class, last_class)
        or n <= 2000
        or (100 * (before + clients) + n - 1) // n - 1 > 100 * before // n
        or (lowest < 0 and highest >= 0)
        or (cumulative >= 0.8 * total and cumulative - amount < 0.8 * total) as is_cut
    from placed
),

single as (
    select
        judged.group_id,
        judged.before + row_number() over (
            partition by judged.group_id, judged.class order by clients.amount desc, clients.client_no
        ) as first_place,
        clients.amount,
        judged.n,
        judged.total
    from measured_at(f, at_month, measure) as clients
    inner join judged on judged.class = clients.class
        and judged.group_id is not distinct from if(by_branch, clients.branch_id, null)
    where judged.is_cut
)

select group_id, first_place, 1 as clients, amount, n, total
from single
union all
select group_id, before + 1 as first_place, clients, amount, n, total
from judged
where not is_cut
