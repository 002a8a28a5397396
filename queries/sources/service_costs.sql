-- what:     the cost of services beyond products
-- grain:    one row per month, client and service
-- required: no
-- added:    appends
-- key:      month, client_id, service
-- refers:   client_id -> clients
-- unknown:  set aside
create table service_costs (
    month date not null, -- calendar month
    client_id varchar not null, -- client
    service varchar not null, -- service
    cost decimal(18, 2) not null -- cost of the month
);
