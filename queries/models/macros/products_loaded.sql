-- what: what was loaded of each product in the as-of month, of clients of the chosen branches
create macro products_loaded(f) as table
select product_id, sum(product_rows)::bigint as product_rows, sum(balance) as balance, sum(aum) as aum
from product_groups
where month = as_of(f) and counts_under_branches(f, branch_id)
group by product_id
