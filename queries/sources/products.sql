-- what:     the products, each in a family
-- grain:    one row per product
-- required: yes
-- key:      product_id
create table products (
    product_id varchar not null, -- the bank's own code
    product_name varchar not null, -- the name that readers know
    product_name_zh varchar, -- Chinese name of the product
    family varchar not null, -- family that readers filter by: deposits, funds, loans …
    family_zh varchar, -- Chinese name of the family
    counts_as_aum boolean not null, -- whether its balance is part of a client's AUM
    exclusive_tier varchar, -- the tier that the product is reserved for
    ordinary_twin varchar, -- the ordinary product that an exclusive one resembles most
    currency varchar -- currency of the product, CNY where empty; balances are given in that of the bank
);
