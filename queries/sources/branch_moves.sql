-- what:     the branches a client has been with; without rows always its present branch
-- grain:    one row per client and month from which a branch looked after it
-- required: no
-- key:      client_id, month
-- refers:   client_id -> clients, branch_id -> branches
create table branch_moves (
    client_id varchar not null, -- client
    branch_id varchar not null, -- branch from this month on, until the client's next row
    month date not null -- first month with the branch
);
