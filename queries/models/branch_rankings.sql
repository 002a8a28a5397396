-- what:  how much the clients of each branch differ in one month: a branch is ranked by itself, so that no choice of
--        branches changes it
-- takes: month
insert into branch_rankings
with everything as (
    select {'month': $month, 'comparison': null, 'branches': null, 'products': null} as chosen
)

select 'contribution' as measure, $month::date as month, ranked.*
from branches_ranked((select chosen from everything), $month::date, 'contribution') as ranked
union all
select 'aum' as measure, $month::date as month, ranked.*
from branches_ranked((select chosen from everything), $month::date, 'aum') as ranked
order by measure, branch_id
