-- what: the clients of losses_in_scope, counted and added up
create macro losses_grouped(f) as table
select loss_onset, loss_kind, is_lost, sum(clients)::bigint as clients, sum(aum) as aum
from loss_groups
where month = as_of(f) and in_scope(f, branch_id, product_set)
group by loss_onset, loss_kind, is_lost
