-- question:     Who carries too much?
-- grain:        one row per RM of the chosen branches who looks after register clients
-- definition:   Load is the sum of the load weights of the tiers of all register clients of the RM, over the RM's
--   capacity. RMs are chosen by their own branch; a product filter does not touch this figure, because capacity is about all
--   clients of the RM.
-- takes:        filters
-- rests_on:     as_of
-- needs:        assignments, relationship_managers
-- ignores:      products
-- opens:        rm_clients_in_scope by rm_id
-- rm_id:        text           RM
-- rm_branch_id: text           branch of the RM
-- rm_role:      text           role of the RM
-- clients:      count          register clients of the RM
-- aum:          money          their AUM
-- load:         number         their load weights, together; none where a tier among them has no weight
-- capacity:     number         units of load that the RM can carry
-- load_share:   share          load / capacity
with policy as (
    select value as default_capacity
    from policies
    where policy_id = 'rm_capacity'
),

served as (
    select
        rm_groups.rm_id,
        sum(rm_groups.clients)::bigint as clients,
        sum(rm_groups.aum) as aum,
        if(bool_and(tiers.load_weight is not null), sum(rm_groups.clients * tiers.load_weight), null) as load
    from rm_groups
    inner join tiers on tiers.tier_id = rm_groups.tier_id
    where rm_groups.month = as_of($filters)
    group by rm_groups.rm_id
)

select
    served.rm_id,
    managers.branch_id as rm_branch_id,
    managers.role as rm_role,
    served.clients,
    served.aum,
    served.load,
    coalesce(managers.capacity, policy.default_capacity) as capacity,
    served.load / nullif(coalesce(managers.capacity, policy.default_capacity), 0) as load_share
from served
inner join relationship_managers as managers on managers.rm_id = served.rm_id
cross join policy
where of_chosen_branch($filters, managers.branch_id)
order by load_share desc nulls last, served.rm_id
