-- what: the empty table that the monthly steps fill: one row per client and month with everything the figures ask of it
create table client_months (
    month date not null,
    client_no integer not null, -- in the order of the identifiers
    client_id varchar not null,
    branch_id varchar not null,
    state varchar not null, -- present, joined, absent, gap, not_delivered, lost
    is_register boolean not null,
    is_delivered boolean not null, -- neither missing nor withheld
    is_withheld boolean not null,
    is_stopped boolean not null, -- the feed of its branch had stopped
    tier_id varchar,
    tier_rank integer not null,
    eligible_tier_id varchar,
    grace_left integer,
    next_tier_id varchar, -- the register tier whose threshold is near, where one is
    gap decimal(18, 2), -- what it lacks to that threshold
    aum decimal(18, 2),
    known_aum decimal(18, 2), -- the last one delivered
    contribution_12m decimal(18, 2),
    contribution_rank integer, -- in the register by contribution_12m, the highest first; then in the order of client_no
    contribution_class integer, -- of these ranks
    aum_rank integer, -- in the register by AUM
    aum_class integer, -- of these ranks
    product_set integer not null,
    families integer,
    loss_kind varchar,
    loss_onset date,
    loss_confirmed date,
    is_leaving boolean not null,
    rm_id varchar,
    is_covered boolean,
    is_dedicated boolean,
    is_uncovered boolean not null,
    uncovered_band varchar,
    last_contact_on date,
    contact_state varchar,
    is_effective boolean,
    is_register_12m_later boolean,
    loss_kind_12m_later varchar,
    is_leaving_12m_later boolean,
    is_withheld_12m_later boolean,
    is_stopped_12m_later boolean
)
