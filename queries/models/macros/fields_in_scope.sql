-- what: for how many register clients of the chosen branches each optional field is given: fields of holdings in the
--       as-of month, fields of clients as they stand now
create macro fields_in_scope(f) as table
select *
from completeness
where (month is null or month = as_of(f)) and of_chosen_branch(f, branch_id)
