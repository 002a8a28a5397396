-- what: the register clients of one month in the whole bank who hold any of the chosen products, counted
create macro groups_of_bank(f, at_month) as table
select tier_id, clients
from register_groups
where (f['products']) is null and month = at_month
union all
select tier_id, clients
from area_months
where (f['products']) is not null and area = 'bank' and month = at_month and holds_chosen(f, product_set)
