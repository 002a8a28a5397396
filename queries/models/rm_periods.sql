-- what: when an RM who was there looked after a client: the assignment cut to the RM's own time with the bank
create table rm_periods as
select
    assignments.client_id,
    assignments.rm_id,
    coalesce(assignments.role, 'primary') as duty,
    managers.role as rm_role,
    greatest(assignments.assigned_on, coalesce(managers.joined_on, assignments.assigned_on)) as starts_on,
    least(assignments.ended_on, managers.left_on) as ends_on
from assignments
inner join relationship_managers as managers on managers.rm_id = assignments.rm_id
where coalesce(managers.role, '') <> 'pool' and coalesce(assignments.role, 'primary') <> 'pool'
