-- what: the clients of one month ranked by an amount, highest first, over all of them or per branch, in pieces: classes as
--       a whole, and the single clients of each class in which one of the limits falls (shares of the clients), or four
--       fifths of the total are reached, of the last class, of classes with more than a hundredth of a group, and of all
--       classes of a group of up to 500 clients
create macro ranked_pieces(f, at_month, measure, by_branch, limits) as table
with classes as (
    select
        group_id,
        class,
        sum(clients)::bigint as clients,
        sum(amount) as amount,
        sum(loss_makers)::bigint as loss_makers,
        sum(loss) as loss
    from classes_at(f, at_month, measure, by_branch)
    group by group_id, class
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
        clients > 1
        and (
            n <= 500
            or clients > n / 100
            or class = last_class
            or list_bool_or(list_transform(limits, lambda share: before < share * n and share * n < before + clients))
            or (cumulative >= 0.8 * total and cumulative - amount < 0.8 * total)
        ) as is_cut
    from placed
),

single as (
    select
        judged.group_id,
        judged.before + row_number() over (
            partition by judged.group_id, judged.class order by clients.amount desc, clients.client_no
        ) - 1 as before,
        clients.amount,
        judged.n,
        judged.total
    from measured_at(f, at_month, measure) as clients
    inner join judged on judged.class = clients.class
        and judged.group_id is not distinct from if(by_branch, clients.branch_id, null)
    where judged.is_cut
)

select
    group_id,
    before,
    1 as clients,
    amount,
    (amount < 0)::integer as loss_makers,
    least(amount, 0) as loss,
    n,
    total
from single
union all
select group_id, before, clients, amount, loss_makers, loss, n, total
from judged
where not is_cut
