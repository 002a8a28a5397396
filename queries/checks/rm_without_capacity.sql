-- rule:     an RM can carry something
-- file:     relationship_managers
-- severity: note
-- fix:      correct capacity; where it is empty the default counts
select file_row, 'capacity ' || capacity || ' of RM ' || rm_id || ' is not above 0' as found
from delivered.relationship_managers
where capacity <= 0
