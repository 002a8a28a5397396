-- rule:     an RM who has left is not assigned
-- file:     assignments
-- severity: set aside
-- fix:      assign another RM, or correct left_on
select
    assignments.file_row,
    'RM ' || assignments.rm_id || ' left on ' || managers.left_on || ', before assigned_on ' || assignments.assigned_on
        as found
from delivered.assignments as assignments
inner join delivered.relationship_managers as managers on managers.rm_id = assignments.rm_id
where assignments.assigned_on > managers.left_on
