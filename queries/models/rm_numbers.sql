-- what: every RM with a number, in the order of the identifiers
create table scaffold.rm_numbers as
select (row_number() over (order by rm_id))::integer as rm_no, rm_id, role
from relationship_managers
order by rm_no
