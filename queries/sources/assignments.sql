-- what:     who looks after whom, and from when to when
-- grain:    one row per client, RM and period
-- required: no
-- key:      client_id, rm_id, assigned_on
-- refers:   client_id -> clients, rm_id -> relationship_managers
-- unknown:  set aside
create table assignments (
    client_id varchar not null, -- client
    rm_id varchar not null, -- RM
    role varchar, -- primary or adviser; primary where empty
    assigned_on date not null, -- first day
    ended_on date -- first day on which the assignment no longer holds
);
