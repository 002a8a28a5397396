-- what: the same groups whatever products the clients hold: a figure without a product filter is a sum of these few rows,
--       however many clients the bank has
create table register_groups as
select
    * exclude (product_set, clients, aum, known_aum, contribution_12m),
    sum(clients)::bigint as clients,
    sum(aum) as aum,
    sum(known_aum) as known_aum,
    sum(contribution_12m) as contribution_12m
from holder_groups
group by all
order by all
