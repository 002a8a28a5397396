-- rule:     an RM does not leave before joining
-- file:     relationship_managers
-- severity: stop
-- fix:      correct one of the two days
select file_row, 'left_on ' || left_on || ' is before joined_on ' || joined_on as found
from delivered.relationship_managers
where left_on < joined_on
