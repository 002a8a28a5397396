-- what: the empty table that the monthly steps fill
create table holder_movements (
    month date not null, -- the other state stands a year before
    tier_before varchar, -- tier then, null for who did not stand in the register
    branch_before varchar,
    set_before integer, -- set of products then
    state_before varchar, -- new, below or lost, for who did not stand in the register
    tier_id varchar, -- tier now, null for who does not stand in the register
    branch_id varchar not null,
    product_set integer, -- set of products now
    state varchar, -- lost or below, for who does not stand in the register
    clients integer not null,
    aum_before decimal(18, 2),
    aum decimal(18, 2)
)
