-- rule:     a month brings almost all clients of a branch
-- file:     holdings
-- severity: note
-- asked:    late
-- fix:      deliver the rows that are missing, with --add; until then the month is withheld for this branch
select
    'holdings, ' || strftime(month, '%Y-%m') as place,
    delivered || ' of ' || expected || ' clients of branch ' || branch_id || ' were delivered: the feed stopped'
        as found,
    branch_id
from feeds
where is_stopped
order by month, branch_id
