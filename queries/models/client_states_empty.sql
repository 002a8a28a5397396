-- what: the empty table that the monthly steps fill
create table scaffold.client_states (
    month date not null,
    client_no integer not null,
    branch_id varchar not null,
    is_present boolean not null,
    is_first boolean not null,
    is_withheld boolean not null,
    tier_rank integer not null,
    eligible_rank integer,
    short_months integer not null,
    aum decimal(18, 2),
    known_aum decimal(18, 2), -- the last one delivered
    contribution decimal(18, 2), -- income less service costs of the month
    contribution_12m decimal(18, 2), -- of the twelve months up to this one
    contribution_months integer not null, -- how many of these have one
    product_bits bit,
    recent decimal(18, 2)[] not null,
    low_months integer not null,
    low_onset date,
    baseline_total decimal(38, 2),
    empty_months integer not null,
    empty_onset date,
    absent_months integer not null,
    absent_onset date,
    high_months integer not null,
    loss_kind varchar,
    loss_onset date,
    loss_confirmed date
)
