-- what: the groups of groups_by_month of single months
create macro groups_of(f, of_months) as table
select *
from groups_by_month(f, list_min(of_months), list_max(of_months))
where list_contains(of_months, month)
