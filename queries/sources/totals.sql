-- what:     control totals: what the bank's own books say a product holds, against which the holdings are checked
-- grain:    one row per month and product
-- required: no
-- key:      month, product_id
-- refers:   product_id -> products
-- unknown:  set aside
create table totals (
    month date not null, -- calendar month
    product_id varchar not null, -- product
    balance decimal(18, 2) not null -- sum of all balances on the last day of the month
);
