-- what: how much the clients of each branch differ in each month: a branch is ranked by itself, so that no choice of
--       branches changes it
insert into branch_rankings
select 'contribution' as measure, months.month, ranked.*
from months, lateral (select * from branches_ranked($filters, months.month, 'contribution')) as ranked
union all
select 'aum' as measure, months.month, ranked.*
from months, lateral (select * from branches_ranked($filters, months.month, 'aum')) as ranked
order by month, measure, branch_id
