-- what: the feeds of the chosen branches, for every month
create macro feeds_in_scope(f) as table
select *
from feeds
where (f['branches']) is null or list_contains((f['branches'])::varchar[], branch_id)
