-- what: the clients of measured_at by class, over all of them or per branch (group_id), counted and added up: made at the
--       load, or, over all of them, of holders of chosen products one by one; those per branch, or by an amount of these
--       products, are left to `ranked_pieces`. A branch has few clients in each class: four of them are one
create macro classes_at(f, at_month, measure, by_branch) as table
select null as group_id, class, clients, amount, loss_makers, loss
from classes_made(f, measure)
where (f['products']) is null and not by_branch and month = at_month
union all
select
    branch_id as group_id,
    class // 4 as class,
    sum(clients)::bigint as clients,
    sum(amount) as amount,
    sum(loss_makers)::bigint as loss_makers,
    sum(loss) as loss
from area_classes
where
    (f['products']) is null
    and by_branch
    and branch_id is not null
    and area_classes.measure = kept_measure(measure)
    and month = at_month
    and of_chosen_branch(f, branch_id)
group by branch_id, area_classes.class // 4
union all
select
    null as group_id,
    class,
    count(*) as clients,
    sum(amount) as amount,
    count(*) filter (amount < 0) as loss_makers,
    coalesce(sum(amount) filter (amount < 0), 0) as loss
from measured_at(f, at_month, measure) as clients
where (f['products']) is not null and not by_branch and measure in ('aum', 'contribution')
group by clients.class
