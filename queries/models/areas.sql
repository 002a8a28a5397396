-- what: each branch, each region and the bank as an area: its branches, and those of the area that it is part of (null for
--       the bank)
create table areas as
with parts as (
    select branch_id, 'b:' || branch_id as area, 'r:' || region as larger
    from branches
    union all
    select branch_id, 'r:' || region, 'bank'
    from branches
    union all
    select branch_id, 'bank', null
    from branches
),

listed as (
    select area, any_value(larger) as larger, list(branch_id order by branch_id) as branches
    from parts
    group by area
)

select listed.area, listed.branches, around.branches as branches_around
from listed
left join listed as around on around.area = listed.larger
order by listed.area
