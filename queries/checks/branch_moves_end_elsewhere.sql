-- rule:     the last move of a client leads to its branch
-- file:     branch_moves
-- severity: note
-- fix:      correct branch_id of the client, or the move
select
    max_by(moves.file_row, moves.month) as file_row,
    'client ' || moves.client_id || ' moved to ' || max_by(moves.branch_id, moves.month) || ' last, its branch is '
    || any_value(clients.branch_id) as found
from delivered.branch_moves as moves
inner join delivered.clients as clients on clients.client_id = moves.client_id
group by moves.client_id
having max_by(moves.branch_id, moves.month) <> any_value(clients.branch_id)
