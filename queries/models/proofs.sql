-- what: for each month, in how many branches (or larger areas) and tiers the groups made at the load, or the products of
--       the clients, do not add up to the clients one by one (one more for the clients near a threshold), and how many
--       clients stand in the month twice: 0 everywhere in a sound load. A figure adds up whole groups, so that what holds
--       for each of them holds for every choice of branches
create table proofs as
with clients as (
    select
        month,
        branch_id,
        tier_id,
        count(*) as clients,
        coalesce(sum(aum), 0) as aum,
        coalesce(sum(contribution_12m), 0) as contribution_12m
    from client_months
    where is_register
    group by all
),

by_groups as (
    select
        month,
        branch_id,
        tier_id,
        sum(clients)::bigint as clients,
        coalesce(sum(aum), 0) as aum,
        coalesce(sum(contribution_12m), 0) as contribution_12m
    from register_groups
    where tier_id in (select tier_id from tiers where in_register)
    group by all
),

by_holders as (
    select
        month,
        branch_id,
        tier_id,
        sum(clients)::bigint as clients,
        coalesce(sum(aum), 0) as aum,
        coalesce(sum(contribution_12m), 0) as contribution_12m
    from holder_months
    group by all
),

by_products as (
    select month, branch_id, tier_id, sum(aum) as aum
    from product_groups
    where tier_id is not null
    group by all
),

compared as (
    select
        clients.month,
        by_groups.clients is distinct from clients.clients
        or by_groups.aum is distinct from clients.aum
        or by_groups.contribution_12m is distinct from clients.contribution_12m
        or by_holders.clients is distinct from clients.clients
        or by_holders.aum is distinct from clients.aum
        or by_holders.contribution_12m is distinct from clients.contribution_12m
        or coalesce(by_products.aum, 0) <> clients.aum as is_off
    from clients
    left join by_groups using (month, branch_id, tier_id)
    left join by_holders using (month, branch_id, tier_id)
    left join by_products using (month, branch_id, tier_id)
),

in_areas as (
    select
        areas.area,
        clients.month,
        clients.tier_id,
        sum(clients.clients)::bigint as clients,
        sum(clients.aum) as aum,
        sum(clients.contribution_12m) as contribution_12m
    from clients
    inner join area_branches as areas on areas.branch_id = clients.branch_id
    group by all
),

by_areas as (
    select
        area,
        month,
        tier_id,
        sum(clients)::bigint as clients,
        coalesce(sum(aum), 0) as aum,
        coalesce(sum(contribution_12m), 0) as contribution_12m
    from area_months
    group by all
),

areas_compared as (
    select
        in_areas.month,
        by_areas.clients is distinct from in_areas.clients
        or by_areas.aum is distinct from in_areas.aum
        or by_areas.contribution_12m is distinct from in_areas.contribution_12m as is_off
    from in_areas
    left join by_areas using (area, month, tier_id)
),

near as (
    select month, count(*) as clients, sum(aum) as aum, sum(gap) as gap
    from client_months
    where next_tier_id is not null
    group by month
),

by_near_groups as (
    select month, sum(clients)::bigint as clients, sum(aum) as aum, sum(gap) as gap
    from near_groups
    group by month
),

near_compared as (
    select
        month,
        by_near_groups.clients is distinct from near.clients
        or by_near_groups.aum is distinct from near.aum
        or by_near_groups.gap is distinct from near.gap as is_off
    from near
    full join by_near_groups using (month)
),

-- a bit for each client, in blocks of 8,192: a ninth of the work of count(distinct client_no)
blocks as (
    select
        month,
        client_no // 8192 as block,
        count(*) - bit_count(bitstring_agg(client_no % 8192, 0, 8191)) as clients_twice
    from client_months
    group by all
),

twice as (
    select month, sum(clients_twice)::bigint as clients_twice
    from blocks
    group by month
),

judged as (
    select month, is_off
    from compared
    union all
    select month, is_off
    from areas_compared
    union all
    select month, is_off
    from near_compared
)

select twice.month, count(*) filter (judged.is_off) as groups_off, any_value(twice.clients_twice) as clients_twice
from twice
left join judged on judged.month = twice.month
group by twice.month
order by twice.month
