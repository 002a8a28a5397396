-- what: what was loaded of each product in the as-of month, of clients of the chosen branches
create macro products_loaded(f) as table
select
    product_months.product_id,
    count(*) as product_rows,
    sum(product_months.balance) as balance,
    sum(product_months.aum) as aum
from product_months
left join client_months
    on client_months.month = product_months.month and client_months.client_id = product_months.client_id
where
    product_months.month = as_of(f)
    and (is_every_branch(f) or of_chosen_branch(f, client_months.branch_id))
group by product_months.product_id
