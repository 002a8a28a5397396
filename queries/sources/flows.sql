-- what:     movements of money, dated
-- grain:    one row per movement
-- required: no
-- added:    appends
-- refers:   client_id -> clients, product_id -> products
-- unknown:  set aside
create table flows (
    flowed_on date not null, -- day of the movement
    client_id varchar not null, -- client
    product_id varchar not null, -- product
    amount decimal(18, 2) not null, -- into the product is positive
    kind varchar not null -- external, internal, interest, market or fx
);
