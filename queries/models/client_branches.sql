-- what: from which month a branch looked after a client; the first row reaches back to the beginning
create table client_branches as
with moves as (
    select client_id, branch_id, month
    from branch_moves
    union all
    select clients.client_id, clients.branch_id, date '0001-01-01'
    from clients
    anti join branch_moves on branch_moves.client_id = clients.client_id
)

select
    client_id,
    branch_id,
    if(row_number() over (partition by client_id order by month) = 1, date '0001-01-01', month) as from_month
from moves
order by client_id, from_month
