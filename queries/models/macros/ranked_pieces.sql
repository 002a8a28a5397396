-- what: the clients of one month ranked by an amount, highest first, over all of them or per branch, in pieces: classes as
--       a whole, and single: the first twenty clients, those of each class in which one of so many equal parts of the
--       clients ends (below the first fifth, where a limit goes through a client, the client counts to the next part), or
--       four fifths of the total are reached, of the last class, of classes with more than a hundredth of a group, and of
--       all classes of a group of up to 500 clients. A branch has few clients in each class: four of them are one
create macro ranked_pieces(f, at_month, measure, by_branch, parts) as table
with classes as (
    select
        group_id,
        if(by_branch, class // 4, class) as class,
        sum(clients)::bigint as clients,
        sum(amount) as amount,
        sum(loss_makers)::bigint as loss_makers,
        sum(loss) as loss
    from classes_at(f, at_month, measure, by_branch)
    group by 1, 2
),

placed as (
    select
        *,
        (sum(clients) over ranking)::bigint - clients as before,
        (sum(clients) over (partition by group_id))::bigint as n,
        sum(amount) over (partition by group_id) as total,
        sum(amount) over ranking as cumulative,
        max(class) over (partition by group_id) as last_class
    from classes
    window ranking as (partition by group_id order by class rows unbounded preceding)
),

judged as (
    select
        *,
        before < 20
        or n <= 500
        or clients > 1
        and (
            clients > n / 100
            or class = last_class
            or (parts * before // n + 1) * n < parts * (before + clients)
            and (5 * before <= n or ((before + 1) * parts - 1) // n < ((before + clients) * parts - 1) // n)
            or (cumulative >= 0.8 * total and cumulative - amount < 0.8 * total)
        ) as is_cut
    from placed
),

single as (
    select
        judged.group_id,
        clients.client_no,
        judged.before + row_number() over ranking - 1 as before,
        clients.amount,
        judged.cumulative - judged.amount + sum(clients.amount) over ranking as cumulative,
        judged.n,
        judged.total
    from measured_at(f, at_month, measure) as clients
    inner join judged on judged.class = if(by_branch, clients.class // 4, clients.class)
        and judged.group_id is not distinct from if(by_branch, clients.branch_id, null)
    where judged.is_cut
    window ranking as (
        partition by judged.group_id, judged.class
        order by clients.amount desc, clients.client_no rows unbounded preceding
    )
)

select
    group_id,
    client_no,
    before,
    1 as clients,
    amount,
    cumulative,
    (amount < 0)::integer as loss_makers,
    least(amount, 0) as loss,
    n,
    total
from single
union all
select group_id, null, before, clients, amount, cumulative, loss_makers, loss, n, total
from judged
where not is_cut
