-- what: each branch, each region and the bank as an area: the area that it is part of (null for the bank), and its branches
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
)

select
    area,
    any_value(larger) as larger,
    if(area like 'b:%', any_value(branch_id), null) as branch_id,
    list(branch_id order by branch_id) as branches
from parts
group by area
order by area
