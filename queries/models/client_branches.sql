-- what: from which month until before which month a branch looked after a client; the first row reaches back to the
--       beginning, the last one to the end of time
create table scaffold.client_branches as
with moves as (
    select client_id, branch_id, month
    from branch_moves
    union all
    select clients.client_id, clients.branch_id, date '0001-01-01'
    from clients
    anti join branch_moves on branch_moves.client_id = clients.client_id
)

select
    numbers.client_no,
    moves.branch_id,
    if(row_number() over path = 1, date '0001-01-01', moves.month) as from_month,
    coalesce(lead(moves.month) over path, date '9999-12-01') as until_month
from moves
inner join client_numbers as numbers on numbers.client_id = moves.client_id
window path as (partition by numbers.client_no order by moves.month)
order by numbers.client_no, from_month
