-- what: the same sums over all branches together: for what a choice of products alone asks of many months
create table bank_holder_months as
select
    month,
    tier_id,
    tier_rank,
    product_set,
    sum(columns(* exclude (month, branch_id, tier_id, tier_rank, product_set)))
from holder_months
group by month, tier_id, tier_rank, product_set
order by month, tier_rank, product_set
