-- what: the register clients that the filters choose, for each of the 24 months up to the as-of month
create macro register_by_month(f) as table
select *
from client_months
where
    month between as_of(f) - interval 23 month and as_of(f)
    and is_register
    and in_scope(f, branch_id, product_set)
