-- what: the empty table that the monthly steps fill
create table client_states (
    month date not null,
    client_id varchar not null,
    is_present boolean not null,
    is_first boolean not null,
    is_withheld boolean not null,
    tier_rank integer not null,
    short_months integer not null,
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
    loss_confirmed date,
    product_ids varchar[]
)
