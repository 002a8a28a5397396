-- what:     contacts between the bank and the client
-- grain:    one row per contact
-- required: no
-- key:      contact_id
-- refers:   client_id -> clients, rm_id -> relationship_managers
-- unknown:  set aside
create table contacts (
    contact_id varchar not null, -- the bank's own code
    client_id varchar not null, -- client
    rm_id varchar, -- who made it
    contacted_on date not null, -- day
    channel varchar, -- visit, phone, message, event …
    purpose varchar, -- service, sale, follow_up …
    stage varchar, -- before, during or after a sale
    is_effective boolean, -- whether the client was reached; true where empty
    satisfaction integer, -- 1 to 5
    is_complaint boolean, -- whether it was a complaint
    resolved_on date -- day on which the complaint was settled
);
