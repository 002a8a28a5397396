-- what: the empty table that the steps fill: how completely each optional field was delivered
create table completeness (
    file varchar not null,
    field varchar not null,
    month date, -- null for fields of clients, which are known as they stand now
    branch_id varchar not null,
    clients bigint not null, -- register clients delivered in the month
    clients_given bigint not null, -- of those, with the field for all of their holdings
    aum decimal(18, 2) not null,
    aum_given decimal(18, 2) not null
)
