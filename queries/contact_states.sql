-- question:     Do we keep the contact that each tier is promised?
-- grain:        one row per tier and contact state
-- definition:   Days since the last effective contact of the clients with an RM (of all clients where no RMs were
--   delivered), against the interval of their tier. Compliant: within it. Due: in its last 14 days. Overdue: it has
--   passed. No record: no effective contact was ever recorded, which is not the same as contact kept.
-- takes:        filters
-- rests_on:     as_of
-- needs:        contacts
-- opens:        clients_in_scope by tier_id, contact_state where contact_state is not null
-- shares:       covered_groups($filters)
-- tier_id:       text   tier
-- contact_state: text   state of the contact
-- clients:       count  clients in the state
-- clients_share: share  clients in the state / clients of the tier who are judged
-- aum:           money  their AUM
select
    tier_id,
    contact_state,
    sum(clients)::bigint as clients,
    sum(clients) / sum(sum(clients)) over (partition by tier_id) as clients_share,
    sum(aum) as aum
from covered_groups($filters)
where contact_state is not null
group by tier_id, tier_rank, contact_state
order by tier_rank, array_position(['compliant', 'due', 'overdue', 'no_record'], contact_state)
