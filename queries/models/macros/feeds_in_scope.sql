-- what: the feeds of the chosen branches, for every month
create macro feeds_in_scope(f) as table
select *
from feeds
where of_chosen_branch(f, branch_id)
