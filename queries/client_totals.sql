-- question:     How many are they, and what do they add up to?
-- grain:        one row
-- definition:   Number of the listed clients, and their sums.
-- takes:        filters
-- opens:        clients_in_scope
-- clients_listed:   count                     clients listed
-- aum:              money                     their AUM
-- contribution_12m: money                     their contribution in twelve months
-- amount:           money [none]              the amount that the figure counts
select
    count(*) as clients_listed,
    sum(clients.aum) as aum,
    sum(clients.contribution_12m) as contribution_12m,
    sum(null::decimal(18, 2)) as amount
from clients_in_scope($filters) as clients
