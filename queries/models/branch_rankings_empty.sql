-- what: the empty table that the rankings of all months fill
create table branch_rankings (
    measure varchar not null, -- contribution or aum
    month date not null,
    branch_id varchar not null,
    clients bigint not null, -- register clients whose amount is known
    amount decimal(38, 2) not null,
    top_20_share double, -- null where the amounts add up to nothing
    clients_for_80_share double,
    gini double,
    loss_makers bigint not null,
    loss decimal(38, 2) not null
)
