-- what:     the bank's other rules as numbers; whatever is not delivered keeps its default
-- grain:    one row per rule
-- required: no
-- key:      policy_id
create table policies (
    policy_id varchar not null, -- name of the rule
    value decimal(18, 4) not null, -- its value
    meaning varchar -- what the value means
);
