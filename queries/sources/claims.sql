-- what:     RMs who have put in a claim for a client
-- grain:    one row per client and RM
-- required: no
-- added:    appends
-- refers:   client_id -> clients, rm_id -> relationship_managers
-- unknown:  set aside
create table claims (
    client_id varchar not null, -- client
    rm_id varchar not null, -- RM
    claimed_on date not null -- day of the claim
);
