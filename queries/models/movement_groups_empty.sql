-- what: the empty table that the monthly steps fill
create table movement_groups (
    month date not null,
    months_back integer not null, -- so many months before stands the other state
    tier_before varchar, -- tier then, null for who did not stand in the register
    branch_before varchar,
    state_before varchar, -- new, below or lost, for who did not stand in the register
    tier_id varchar, -- tier now, null for who does not stand in the register
    branch_id varchar not null,
    state varchar, -- lost or below, for who does not stand in the register
    clients bigint not null,
    aum_before decimal(38, 2),
    aum decimal(38, 2)
)
