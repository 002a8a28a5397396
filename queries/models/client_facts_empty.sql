-- what: the empty table that the monthly steps fill: what was delivered of a client in a month, over all its products
create table scaffold.client_facts (
    month date not null,
    client_no integer not null,
    aum decimal(18, 2) not null,
    income decimal(18, 2) not null,
    product_bits bit, -- the products that the client holds something of; null where it holds nothing
    fields_given utinyint not null, -- optional fields of holdings given for all its products, one bit each
    eligible_rank integer not null -- rank of the tier that the AUM reaches, 0 below all
)
