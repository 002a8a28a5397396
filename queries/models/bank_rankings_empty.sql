-- what: the empty table that the rankings of all months fill
create table bank_rankings (
    month date not null,
    top_20_share double -- null where the contribution of all clients adds up to nothing
)
