-- question:     Who carries too much?
-- grain:        one row per RM of the chosen branches who looks after register clients
-- definition:   Load is the sum of the load weights of the tiers of all register clients of the RM, over the RM's
--   capacity. RMs are chosen by their own branch; a product filter does not touch this figure, because capacity is about all
--   clients of the RM.
-- takes:        filters
-- rests_on:     as_of
-- needs:        assignments, relationship_managers
-- opens:        rm_clients_in_scope by rm_id
-- rm_id:        text           RM
-- rm_branch_id: text           branch of the RM
-- rm_role:      text           role of the RM
-- clients:      count          register clients of the RM
-- aum:          money          their AUM
-- load:         number         their load weights, together
-- capacity:     number         units of load that the RM can carry
-- load_share:   share          load / capacity
with policy as (
    select value as default_capacity
    from policies
    where policy_id = 'rm_capacity'
)

select
    served.rm_id,
    any_value(served.rm_branch_id) as rm_branch_id,
    any_value(managers.role) as rm_role,
    count(*) as clients,
    sum(served.aum) as aum,
    sum(served.load_weight) as load,
    any_value(coalesce(managers.capacity, policy.default_capacity)) as capacity,
    load / nullif(any_value(coalesce(managers.capacity, policy.default_capacity)), 0) as load_share
from rm_clients_in_scope($filters) as served
inner join relationship_managers as managers on managers.rm_id = served.rm_id
cross join policy
group by served.rm_id
order by load_share desc nulls last, served.rm_id
