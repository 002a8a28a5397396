-- what:     every client with at least one month of holdings
-- grain:    one row per client
-- required: yes
-- key:      client_id
-- refers:   branch_id -> branches
create table clients (
    client_id varchar not null, -- the bank's identifier of the person
    client_name varchar, -- name
    branch_id varchar not null, -- branch that looks after the client now
    joined_on date not null, -- day on which the relationship began
    closed_on date, -- day on which it was closed
    closing_reason varchar, -- why, where the bank records it
    birth_year integer, -- year of birth
    industry varchar, -- industry or occupation
    client_groups varchar, -- client groups, separated by |
    phone varchar, -- telephone number
    identity_number varchar -- identity document
);
