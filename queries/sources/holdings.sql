-- what:     what each client holds and what it earns the bank
-- grain:    one row per month, client and product
-- required: yes
-- added:    appends
-- key:      month, client_id, product_id
-- refers:   client_id -> clients, product_id -> products
create table holdings (
    month date not null, -- calendar month, 2026-10 or any day in it
    client_id varchar not null, -- client
    product_id varchar not null, -- product
    balance decimal(18, 2) not null, -- balance on the last day of the month
    average_balance decimal(18, 2), -- average of the daily balances of the month
    interest_income decimal(18, 2), -- net interest income of the month
    fee_income decimal(18, 2), -- net fee income of the month
    expected_loss decimal(18, 2), -- expected credit loss of the month
    cost_to_serve decimal(18, 2) -- cost of serving the holding in the month
);
