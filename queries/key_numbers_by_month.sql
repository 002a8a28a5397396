-- question:     How have the six numbers moved?
-- grain:        one row per month, 24 months up to the as-of month
-- definition:   The six numbers of the overview at the end of each month. Money of a month in which a
--   feed of the scope stopped is left out, and so is a share of less than 90 % of the clients.
-- takes:        filters
-- month:            month  month
-- clients:          count  register clients of the month
-- aum:              money  their AUM
-- contribution_12m: money  their contribution in the twelve months up to the month
-- attrition_rate:   share  clients lost / register clients twelve months before, where the feed ran
-- effective_share:  share  clients with an RM and contact within the interval / register clients
-- top_20_share:     share  contribution of the top 20 % of clients / contribution of all clients
select month, clients, aum, contribution_12m, attrition_rate, effective_share, top_20_share
from numbers_by_month($filters)
where month between as_of($filters) - interval 23 month and as_of($filters) and clients > 0
order by month
