-- what: the register clients of a span of months that the filters choose, counted and added up by month and tier: of all
--       branches together from rows that know no branches
create macro groups_by_month(f, from_month, to_month) as table
select * exclude (product_set)
from bank_holder_months
where
    (f['products']) is not null
    and (f['branches']) is null
    and month between from_month and to_month
    and holds_chosen(f, product_set)
union all
select * exclude (branch_id)
from branches_by_month(f, from_month, to_month)
where (f['products']) is null or (f['branches']) is not null
