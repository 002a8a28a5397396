-- rule:     service costs are of clients who hold something by then
-- file:     service_costs
-- severity: note
-- asked:    late
-- fix:      deliver what these clients held in that month; until then the costs count in no contribution
with firsts as (
    select client_no, month
    from client_states
    where is_first
)

select
    'service_costs, ' || strftime(costs.month, '%Y-%m') as place,
    'costs of ' || sum(costs.cost) || ' are of ' || if(count(*) = 1, '1 client', count(*) || ' clients')
        || ' who had held nothing yet' as found,
    null as branch_id
from client_costs as costs
left join firsts on firsts.client_no = costs.client_no
where costs.month <= (select max(month) from calendar) and (firsts.month is null or firsts.month > costs.month)
group by costs.month
order by costs.month
