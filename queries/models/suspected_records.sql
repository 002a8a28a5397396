-- what: the clients who may be the same person as an earlier one in the file, with the row in which they stand, once for
--       each reason: by the number under which they are followed
create table suspected_records as
select names.client_no, findings.rule, findings.client_id, findings.branch_id, findings.part, findings.line
from findings
inner join client_names as names on names.client_id = findings.client_id
where findings.rule like 'two_records_of_one_person%'
order by names.client_no, findings.rule
