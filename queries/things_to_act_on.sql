-- question:     What is to be done?
-- grain:        one row per thing to do
-- definition:   Clients of the highest tiers without the banker that their tier is promised; clients who lose their
--   tier next month unless their AUM returns; clients whose leaving is not confirmed yet; clients of an RM not contacted
--   within the interval of their tier; clients without an RM; clients of the five RMs who look after the most AUM. A
--   client can appear in several rows.
-- takes:        filters
-- rests_on:     as_of
-- opens:        clients_to_act_on by action
-- overlaps:     a client stands in every row that concerns it
-- action:           text   what is to be done
-- clients:          count  clients concerned
-- aum:              money  their AUM; of those leaving, the last one delivered
select action, sum(clients)::bigint as clients, sum(aum) as aum
from groups_to_act_on($filters)
group by action, action_rank
order by action_rank
