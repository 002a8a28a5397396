-- rule:     an assignment does not end before it starts
-- file:     assignments
-- severity: set aside
-- fix:      correct one of the two days
select file_row, 'ended_on ' || ended_on || ' is before assigned_on ' || assigned_on as found
from delivered.assignments
where ended_on < assigned_on
