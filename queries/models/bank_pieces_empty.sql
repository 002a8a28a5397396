-- what: the empty table that the rankings of all months fill
create table bank_pieces (
    measure varchar not null, -- contribution or aum
    month date not null,
    client_no integer, -- null where a piece is of several clients
    branch_id varchar,
    tier_id varchar,
    before bigint not null, -- clients of a higher place
    clients bigint not null,
    amount decimal(38, 2) not null,
    loss_makers bigint not null,
    loss decimal(38, 2) not null,
    n bigint not null, -- clients in all
    total decimal(38, 2) not null, -- amount of all
    cumulative decimal(38, 2) not null -- amount up to the end of the piece
)
