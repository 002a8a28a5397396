-- what: the register clients of one month that the filters choose by their RM, counted and added up
create macro rms_at(f, at_month) as table
select rm_id, clients, aum
from rm_groups
where (f['products']) is null and month = at_month and of_chosen_branch(f, branch_id)
union all
select rm_id, 1 as clients, aum
from clients_at(f, at_month)
where (f['products']) is not null and rm_id is not null
