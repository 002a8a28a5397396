-- what: what the services of a client cost in a month
create table scaffold.client_costs as
select costs.month, numbers.client_no, sum(costs.cost)::decimal(18, 2) as cost
from service_costs as costs
inner join client_numbers as numbers on numbers.client_id = costs.client_id
group by costs.month, numbers.client_no
order by costs.month, numbers.client_no
