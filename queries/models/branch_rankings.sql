-- what:  how much the clients of each branch differ in one month: a branch is ranked by itself, so that no choice of
--        branches changes it
-- takes: month
insert into branch_rankings
select 'contribution' as measure, $month::date as month, ranked.*
from branches_ranked($filters, $month::date, 'contribution') as ranked
union all
select 'aum' as measure, $month::date as month, ranked.*
from branches_ranked($filters, $month::date, 'aum') as ranked
order by measure, branch_id
