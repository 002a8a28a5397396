-- what: clients whose AUM is just under the threshold of the next register tier, those below the register included
create macro near_threshold_in_scope(f) as table
select *
from client_months
where month = as_of(f) and next_tier_id is not null and in_scope(f, branch_id, product_set)
