-- what: the register clients of a span of months that the filters choose, counted and added up by month and tier, and by
--       what else the rows are told apart by: branches, where some are chosen, and sets of products
create macro groups_by_month(f, from_month, to_month) as table
select * exclude (branch_id)
from register_months
where (f['products']) is null and month between from_month and to_month and of_chosen_branch(f, branch_id)
union all
select * exclude (product_set)
from bank_holder_months
where
    (f['products']) is not null
    and (f['branches']) is null
    and month between from_month and to_month
    and holds_chosen(f, product_set)
union all
select * exclude (branch_id, product_set)
from holder_months
where
    (f['products']) is not null
    and (f['branches']) is not null
    and month between from_month and to_month
    and in_scope(f, branch_id, product_set)
