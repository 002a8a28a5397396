-- what: the register clients of a span of months that the filters choose, counted and added up by month, branch and tier,
--       and by sets of products where some are chosen
create macro branches_by_month(f, from_month, to_month) as table
select *
from register_months
where (f['products']) is null and month between from_month and to_month and of_chosen_branch(f, branch_id)
union all
select * exclude (product_set)
from holder_months
where
    (f['products']) is not null
    and month between from_month and to_month
    and in_scope(f, branch_id, product_set)
