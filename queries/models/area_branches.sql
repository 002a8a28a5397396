-- what: the branches of each area: of each branch itself, of each region and of the bank; with the area that it is part of
--       (null for the bank)
create table area_branches as
select 'b:' || branch_id as area, 'r:' || region as larger, true as is_branch, branch_id
from branches
union all
select 'r:' || region, 'bank', false, branch_id
from branches
union all
select 'bank', null, false, branch_id
from branches
