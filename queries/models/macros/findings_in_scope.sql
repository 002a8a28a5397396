-- what: what the load set aside or noted about clients of the chosen branches; all of it where no branch is left out
create macro findings_in_scope(f) as table
select *
from findings
where counts_under_branches(f, branch_id)
