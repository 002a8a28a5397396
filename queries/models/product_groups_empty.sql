-- what: the empty table that the monthly steps fill
create table product_groups (
    month date not null,
    product_id varchar not null,
    branch_id varchar,
    tier_id varchar, -- null for clients who do not stand in the register
    product_rows bigint not null,
    balance decimal(38, 2) not null,
    aum decimal(38, 2) not null
)
