-- rule:     an assignment ends when its RM leaves
-- file:     assignments
-- severity: note
-- fix:      end the assignment, and assign another RM
select
    assignments.file_row,
    'client ' || assignments.client_id || ' is still assigned to RM ' || assignments.rm_id || ', who left on '
    || managers.left_on as found
from delivered.assignments as assignments
inner join delivered.relationship_managers as managers on managers.rm_id = assignments.rm_id
where
    assignments.assigned_on <= managers.left_on
    and managers.left_on < current_date
    and coalesce(assignments.ended_on > managers.left_on + 31, true)
