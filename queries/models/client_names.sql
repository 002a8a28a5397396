-- what: what a list of single clients says of them, by the number under which they are followed: a few of a million are
--       found by a number at once
create table client_names as
select numbers.client_no, numbers.client_id, clients.client_name, clients.closing_reason
from client_numbers as numbers
inner join clients on clients.client_id = numbers.client_id
order by numbers.client_no
