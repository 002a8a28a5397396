-- what: the clients just under the threshold of the next tier of the register, in each month, counted and added up by
--       that tier, branch and set of products
create table near_groups as
select
    month,
    next_tier_id,
    branch_id,
    product_set,
    count(*)::integer as clients,
    sum(aum)::decimal(18, 2) as aum,
    sum(gap)::decimal(18, 2) as gap
from client_months
where next_tier_id is not null
group by month, next_tier_id, branch_id, product_set
order by month, next_tier_id, branch_id, product_set
