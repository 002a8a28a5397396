-- what: when an RM who was there looked after a client: the assignment as its primary RM, cut to the RM's own time with
--       the bank. Of several at once the preference goes to the latest, then to the smallest identifier
create table scaffold.rm_periods as
with periods as (
    select
        numbers.client_no,
        managers.rm_no,
        managers.role as rm_role,
        greatest(assignments.assigned_on, coalesce(persons.joined_on, assignments.assigned_on)) as starts_on,
        least(assignments.ended_on, persons.left_on) as ends_on
    from assignments
    inner join relationship_managers as persons on persons.rm_id = assignments.rm_id
    inner join rm_numbers as managers on managers.rm_id = assignments.rm_id
    inner join client_numbers as numbers on numbers.client_id = assignments.client_id
    where lower(coalesce(persons.role, '')) <> 'pool' and lower(coalesce(assignments.role, 'primary')) = 'primary'
)

select *, (starts_on - date '0001-01-01') * 10_000_000 - rm_no as preference
from periods
order by client_no
