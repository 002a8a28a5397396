-- what: the clients of one month ranked by an amount, highest first, over all of them (`is_whole`), within each branch
--       (`is_by_branch`, group_id), or both, in pieces: classes as a whole; the first twenty clients one by one, and those of
--       the class in which four fifths of the total are reached, of the last class, of classes with more than a hundredth
--       of a group, and of all classes of a group of up to 500 clients; and classes in which a hundredth of all clients, or
--       a fifth of a branch, ends (below the first fifth, where a limit goes through a client, the client counts to the
--       next part) in what is before and behind it, with the client in which a part begins by itself. Holders of chosen
--       products are put in classes here, and read once for all of it
create macro ranked_pieces(f, at_month, measure, is_whole, is_by_branch) as table
with chosen as (
    select *
    from measured_at(f, at_month, measure)
),

looked_at as not materialized (
    select null::varchar as group_id, class, overall_rank, client_no, branch_id, tier_id, amount
    from chosen
    where is_whole
    union all
    select branch_id as group_id, class // 4 as class, overall_rank, client_no, branch_id, tier_id, amount
    from chosen
    where is_by_branch
),

classes as (
    select *
    from classes_at(f, at_month, measure, is_whole, is_by_branch)
    where (f['products']) is null
    union all
    select
        group_id,
        class,
        count(*) as clients,
        sum(amount) as amount,
        count(*) filter (amount < 0) as loss_makers,
        coalesce(sum(amount) filter (amount < 0), 0) as loss
    from looked_at
    where (f['products']) is not null
    group by group_id, class
),

placed as (
    select
        *,
        (sum(clients) over ranking)::bigint - clients as before,
        (sum(clients) over (partition by group_id))::bigint as n,
        sum(amount) over (partition by group_id) as total,
        sum(amount) over ranking as cumulative,
        max(class) over (partition by group_id) as last_class,
        if(group_id is null, 100, 5) as parts
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
            or (cumulative >= 0.8 * total and cumulative - amount < 0.8 * total)
        ) as is_single,
        clients > 1
        and (parts * before // n + 1) * n < parts * (before + clients)
        and (5 * before <= n or ((before + 1) * parts - 1) // n < ((before + clients) * parts - 1) // n) as has_limit
    from placed
),

ranked as (
    select
        judged.group_id,
        judged.class,
        judged.is_single,
        judged.parts,
        judged.n,
        judged.total,
        judged.before + row_number() over (
            partition by judged.group_id, judged.class
            order by clients.overall_rank
        ) as place,
        (judged.parts * place - 1) // n as part,
        clients.client_no,
        clients.branch_id,
        clients.tier_id,
        clients.amount
    from looked_at as clients
    inner join judged on judged.class = clients.class
        and (not is_by_branch or judged.group_id is not distinct from clients.group_id)
    where judged.is_single or judged.has_limit
),

pieces as (
    select
        group_id,
        if(count(*) = 1, any_value(client_no), null) as client_no,
        if(count(*) = 1, any_value(branch_id), null) as branch_id,
        if(count(*) = 1, any_value(tier_id), null) as tier_id,
        min(place) - 1 as before,
        count(*) as clients,
        sum(amount) as amount,
        count(*) filter (amount < 0) as loss_makers,
        coalesce(sum(amount) filter (amount < 0), 0) as loss,
        any_value(n) as n,
        any_value(total) as total
    from ranked
    group by group_id, class, part, if(is_single or (parts * (place - 1) - 1) // n < part, place, null)
    union all
    select group_id, null, null, null, before, clients, amount, loss_makers, loss, n, total
    from judged
    where not (is_single or has_limit)
)

select *, sum(amount) over (partition by group_id order by before rows unbounded preceding) as cumulative
from pieces
