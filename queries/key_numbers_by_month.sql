-- question:     How have the six numbers moved?
-- grain:        one row per month, 24 months up to the as-of month
-- definition:   The six numbers of the overview at the end of each month. Money of a month in which a feed of the scope
--   stopped is left out, and so is a share of less than 90 % of the clients. Contribution begins with the first month
--   whose twelve months are all in the data, attrition with the first in whose twelve months every silent loss can be
--   seen. Of chosen branches, the line of the top 20 % is read from classes of clients, to 0.0005; it is left out where
--   products are chosen.
-- takes:        filters
-- shares:       numbers_by_month($filters)
-- month:            month  month
-- clients:          count  register clients of the month
-- aum:              money  their AUM
-- contribution_12m: money  their contribution in the twelve months up to the month
-- attrition_rate:   share  clients lost / register clients twelve months before, where the feed ran
-- effective_share:  share  clients with an RM and contact within the interval / register clients of tiers that have one
-- top_20_share:     share  contribution of the top 20 % of clients / contribution of all clients
with numbers as (
    select *
    from numbers_by_month($filters)
    where clients > 0
)

select
    numbers.month,
    numbers.clients,
    numbers.aum,
    if(numbers.has_year, numbers.contribution_12m, null) as contribution_12m,
    if(numbers.has_loss_year, numbers.attrition_rate, null) as attrition_rate,
    numbers.effective_share,
    if(numbers.are_known and numbers.has_year, shares.top_20_share, null) as top_20_share
from numbers
left join top_20_by_month($filters) as shares on shares.month = numbers.month
order by numbers.month
