-- question:     How do we stand?
-- grain:        one row
-- definition:   Register clients of the as-of month, what they hold, what they earned the bank in twelve months, the
--   share of the clients of twelve months ago who have been lost, the share of the clients who have an RM and were
--   contacted within the interval of their tier, and the share of the contribution that the top 20 % of clients bring.
--   Each beside the comparison month. Where a feed has stopped, money is left out, and so is a share of less than 90 %
--   of the clients. In the change of AUM, who was not delivered in one of the two months counts with the last AUM
--   delivered: holdings that come back are no growth. Contribution is compared only with a month whose twelve months are all
--   in the data, attrition with one in whose twelve months every silent loss can be seen.
-- takes:        filters
-- rests_on:     as_of, opening
-- opens:        clients_in_scope
-- shares:       numbers_by_month($filters)
-- clients_now:         count              register clients of the as-of month
-- clients_before:      count [none]       register clients of the comparison month
-- clients_change:      count [none]       clients now less clients before
-- aum_now:             money [aum]        AUM of the as-of month
-- aum_before:          money [none]       AUM of the comparison month
-- aum_missing_now:     money [none]       last AUM of the clients missing in the as-of month, where no feed had stopped
-- aum_missing_before:  money [none]       last AUM of the clients missing in the comparison month, where no feed had stopped
-- aum_change:          money [none]       AUM now and AUM missing now, less AUM before and AUM missing before
-- contribution_now:    money [contribution_12m] contribution of the twelve months up to the as-of month
-- contribution_before: money [none]       contribution of the twelve months up to the comparison month
-- contribution_change: money [none]       contribution now less contribution before
-- lost:                count [none]       clients of twelve months ago who have been lost
-- at_risk:             count [none]       register clients of twelve months ago
-- withheld:            count [none]       of those, not delivered at the as-of month, so not known
-- attrition_now:       share              clients lost / register clients of twelve months ago, where the feed ran
-- attrition_low:       share              lower end of the 95 % Wilson interval of the attrition
-- attrition_high:      share              upper end of the 95 % Wilson interval of the attrition
-- attrition_before:    share              the same at the comparison month
-- attrition_change:    points             attrition now less attrition before
-- effective_now:       share              clients with an RM and contact within the interval / register clients of tiers that have one
-- effective_before:    share              the same at the comparison month
-- effective_change:    points             effective coverage now less before
-- top_20_now:          share              contribution of the top 20 % of clients / contribution of all clients
-- top_20_before:       share              the same at the comparison month
-- top_20_change:       points             share of the top 20 % now less before
with numbers as (
    select numbers.*, if(numbers.are_known, shares.top_20_share, null) as top_20_share
    from numbers_by_month($filters) as numbers
    left join top_20_compared($filters) as shares on shares.month = numbers.month
)

select
    now.clients as clients_now,
    before.clients as clients_before,
    now.clients - before.clients as clients_change,
    now.aum as aum_now,
    before.aum as aum_before,
    now.known_aum - coalesce(now.aum, 0) as aum_missing_now,
    before.known_aum - coalesce(before.aum, 0) as aum_missing_before,
    now.known_aum - before.known_aum as aum_change,
    now.contribution_12m as contribution_now,
    if(before.has_year, before.contribution_12m, null) as contribution_before,
    if(before.has_year, now.contribution_12m - before.contribution_12m, null) as contribution_change,
    now.lost,
    now.at_risk,
    now.withheld,
    now.attrition_rate as attrition_now,
    now.attrition_low,
    now.attrition_high,
    if(before.has_loss_year, before.attrition_rate, null) as attrition_before,
    if(before.has_loss_year, now.attrition_rate - before.attrition_rate, null) as attrition_change,
    now.effective_share as effective_now,
    before.effective_share as effective_before,
    now.effective_share - before.effective_share as effective_change,
    now.top_20_share as top_20_now,
    if(before.has_year, before.top_20_share, null) as top_20_before,
    if(before.has_year, now.top_20_share - before.top_20_share, null) as top_20_change
from numbers as now
left join numbers as before on before.month = compared_with($filters)
where now.month = as_of($filters) and now.clients > 0
