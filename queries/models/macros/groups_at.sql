-- what: the register clients of one month that the filters choose, in the groups made at the load: by all that the figures
--       tell them apart by, and, where products are chosen, by the set of products that they hold
create macro groups_at(f, at_month) as table
select * exclude (month)
from register_groups
where (f['products']) is null and month = at_month and of_chosen_branch(f, branch_id)
union all
select * exclude (month, product_set)
from holder_groups
where (f['products']) is not null and month = at_month and in_scope(f, branch_id, product_set)
