-- rule:     a client has one primary RM at a time
-- file:     assignments
-- severity: note
-- fix:      end the earlier assignment; the later one, or the RM whose role fits the tier, counts
with primaries as (
    select assignments.file_row, assignments.client_id, assignments.assigned_on, assignments.ended_on
    from delivered.assignments as assignments
    left join delivered.relationship_managers as persons on persons.rm_id = assignments.rm_id
    where lower(coalesce(persons.role, '')) <> 'pool' and lower(coalesce(assignments.role, 'primary')) = 'primary'
),

pairs as (
    select
        later.file_row,
        later.client_id,
        later.assigned_on,
        max_by(sooner.file_row, sooner.assigned_on) as earlier_row
    from primaries as later
    inner join primaries as sooner on sooner.client_id = later.client_id
        and sooner.file_row <> later.file_row
        and (sooner.assigned_on, sooner.file_row) < (later.assigned_on, later.file_row)
        and coalesce(sooner.ended_on > later.assigned_on, true)
    group by later.file_row, later.client_id, later.assigned_on
)

select
    file_row,
    'client ' || client_id || ' has another primary RM on ' || assigned_on || ': {earlier}' as found,
    earlier_row
from pairs
