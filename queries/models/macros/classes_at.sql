-- what: the clients of the chosen branches by class, over all of them or per branch (group_id), counted and added up at
--       the load, whatever they hold. A branch has few clients in each class: four of them are one
create macro classes_at(f, at_month, measure, is_whole, is_by_branch) as table
select null::varchar as group_id, class, clients, amount, loss_makers, loss
from classes_made(f, measure)
where is_whole and month = at_month
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
    is_by_branch
    and branch_id is not null
    and area_classes.measure = kept_measure(measure)
    and month = at_month
    and of_chosen_branch(f, branch_id)
group by branch_id, area_classes.class // 4
