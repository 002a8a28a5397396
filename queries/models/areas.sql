-- what: each area with its branches as a list, to be compared with the chosen ones; branch_id is null but for a branch
create table areas as
select
    area,
    any_value(larger) as larger,
    any_value(branch_id) filter (is_branch) as branch_id,
    list(branch_id order by branch_id) as branches
from area_branches
group by area
order by area
