-- what: the register clients of a span of months that the filters choose, counted and added up by month and tier: by sets
--       of products too where some are chosen, over areas as large as can be
create macro groups_by_month(f, from_month, to_month) as table
select * exclude (branch_id)
from register_months
where (f['products']) is null and month between from_month and to_month and of_chosen_branch(f, branch_id)
union all
select sums.* exclude (area, product_set)
from area_months as sums
inner join chosen_areas(f) as chosen on chosen.area = sums.area
where
    (f['products']) is not null
    and sums.month between from_month and to_month
    and holds_chosen(f, sums.product_set)
