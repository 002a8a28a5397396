-- what: the register clients of one month that the filters choose, judged by their branch and products of that month
create macro clients_at(f, at_month) as table
select *
from client_months
where month = at_month and is_register and in_scope(f, branch_id, product_set)
