-- what: the same sums whatever products the clients hold
create table register_months as
select
    month,
    branch_id,
    tier_id,
    tier_rank,
    sum(columns(* exclude (month, branch_id, tier_id, tier_rank, product_set)))
from holder_months
group by month, branch_id, tier_id, tier_rank
order by month, branch_id, tier_rank
