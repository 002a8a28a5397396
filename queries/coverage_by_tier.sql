-- question:     Who is looked after, and who only on paper?
-- grain:        one row per tier of the register, lowest first
-- definition:   Covered: an RM who is there looks after the client at the end of the month. Dedicated: the RM has the
--   role that the tier is promised. Effective: covered, and contacted within the interval of the tier. A tier that is
--   promised no role, or no interval, has no share of it. An RM who has left covers nobody from that day on.
-- takes:        filters
-- rests_on:     as_of
-- needs:        assignments, relationship_managers
-- opens:        clients_in_scope by tier_id
-- shares:       covered_groups($filters)
-- tier_id:             text                             tier
-- clients:             count                            register clients of the tier
-- covered:             count [where is_covered]         with an RM
-- dedicated:           count [where is_dedicated]       with an RM of the promised role
-- effective:           count [where is_effective]       with an RM and contact within the interval
-- uncovered:           count [where is_uncovered]       without an RM
-- covered_share:       share                            clients with an RM / clients
-- dedicated_share:     share                            clients with an RM of the promised role / clients
-- effective_share:     share                            clients with an RM and contact within the interval / clients
-- aum:                 money                            AUM of the clients
-- covered_aum:         money [aum where is_covered]     AUM of the clients with an RM
-- dedicated_aum:       money [aum where is_dedicated]   AUM of the clients with an RM of the promised role
-- effective_aum:       money [aum where is_effective]   AUM of the clients with an RM and contact within the interval
-- covered_aum_share:   share                            AUM with an RM / AUM
-- dedicated_aum_share: share                            AUM with an RM of the promised role / AUM
-- effective_aum_share: share                            AUM with an RM and contact within the interval / AUM
select
    tier_id,
    sum(clients)::bigint as clients,
    count_of(clients, is_covered) as covered,
    count_of(clients, is_dedicated) as dedicated,
    count_of(clients, is_effective) as effective,
    count_of(clients, is_uncovered) as uncovered,
    covered / nullif(count_of(clients, is_covered is not null), 0) as covered_share,
    dedicated / nullif(count_of(clients, is_dedicated is not null), 0) as dedicated_share,
    effective / nullif(count_of(clients, is_effective is not null), 0) as effective_share,
    sum(aum) as aum,
    if(covered = 0, 0, sum(aum) filter (is_covered)) as covered_aum,
    if(dedicated = 0, 0, sum(aum) filter (is_dedicated)) as dedicated_aum,
    if(effective = 0, 0, sum(aum) filter (is_effective)) as effective_aum,
    covered_aum / nullif(sum(aum) filter (is_covered is not null), 0) as covered_aum_share,
    dedicated_aum / nullif(sum(aum) filter (is_dedicated is not null), 0) as dedicated_aum_share,
    effective_aum / nullif(sum(aum) filter (is_effective is not null), 0) as effective_aum_share
from covered_groups($filters)
group by tier_id, tier_rank
order by tier_rank
