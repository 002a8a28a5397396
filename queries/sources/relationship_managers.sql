-- what:     the relationship managers (RMs)
-- grain:    one row per RM
-- required: no
-- key:      rm_id
-- refers:   branch_id -> branches
create table relationship_managers (
    rm_id varchar not null, -- the bank's own code
    rm_name varchar, -- name
    branch_id varchar, -- branch in which the RM sits
    role varchar, -- relationship_manager, wealth_manager, private_banker, investment_adviser; pool is not a person
    certificates varchar, -- AFP, CFP, … separated by |
    industries varchar, -- industries the RM knows, separated by |
    capacity decimal(9, 2), -- units of load the RM can carry
    joined_on date, -- first day
    left_on date -- day of leaving; from that day on the RM covers nobody
);
