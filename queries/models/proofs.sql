-- what: for each month, in how many places the tables made at the load do not say what the clients say one by one, and how
--       many clients stand in the month twice: 0 everywhere in a sound load. A place is a branch (or a larger area) and a
--       tier; compared are clients, money (AUM, and beside it the contribution or the gap to a threshold), and by what
--       the clients are told apart, as one sum of hashes. A figure adds up whole groups, so that what holds for each
--       place holds for every choice of branches
create table proofs as
with clients as (
    select
        month,
        branch_id,
        tier_id,
        count(*) as clients,
        sum(aum) as aum,
        sum(contribution_12m) as contribution_12m,
        sum(hash(is_delivered, is_withheld, is_stopped, is_leaving, coalesce(grace_left = 0, false))) as states,
        sum(hash(is_covered, is_dedicated, is_effective, is_uncovered, uncovered_band, contact_state)) as covers,
        sum(
            hash(
                is_register_12m_later, loss_kind_12m_later, is_leaving_12m_later, is_withheld_12m_later,
                is_stopped_12m_later
            )
        ) as fates,
        sum(hash(product_set)) as sets,
        sum(hash(rm_id)) filter (rm_id is not null) as rms,
        sum(aum) filter (rm_id is not null) as rm_aum,
        count(*) filter (rm_id is not null) as with_rm,
        count(aum) as known,
        count(contribution_12m) as earned,
        count(loss_kind_12m_later) as lost,
        sum(aum) filter (loss_kind_12m_later is not null) as lost_aum
    from client_months
    where is_register
    group by all
),

in_areas as (
    select areas.area, clients.* exclude (branch_id)
    from clients
    inner join area_branches as areas on areas.branch_id = clients.branch_id
),

spans as (
    select months.month, backs.months_back
    from months
    cross join (select unnest([1, 3, 12]) as months_back) as backs
    where months.month - to_months(backs.months_back) >= (select min(month) from months)
),

leavers as (
    select month, client_no, loss_onset
    from client_months
    where loss_onset between month - interval 23 month and month
),

said as (
    select 'register_groups' as made, month, branch_id as place, tier_id, clients, aum,
        contribution_12m as other_amount, states + covers + fates as told
    from clients
    union all by name
    select 'register_months' as made, month, branch_id as place, tier_id, clients, aum
    from clients
    union all by name
    select 'holder_groups' as made, month, branch_id as place, tier_id, clients, aum, sets as told
    from clients
    union all by name
    select 'holder_months' as made, month, branch_id as place, tier_id, clients, aum, contribution_12m as other_amount,
        sets as told
    from clients
    union all by name
    select 'product_groups' as made, month, branch_id as place, tier_id, aum
    from clients
    union all by name
    select 'rm_groups' as made, month, branch_id as place, tier_id, with_rm as clients, rm_aum as aum, rms as told
    from clients
    union all by name
    select 'cohort_losses' as made, (month + interval 12 month)::date as month, branch_id as place, tier_id,
        lost as clients, lost_aum as aum
    from clients
    where lost > 0
    union all by name
    select 'area_months' as made, month, area as place, tier_id, clients, aum, contribution_12m as other_amount,
        sets as told
    from in_areas
    union all by name
    select 'area_classes, aum' as made, month, area as place, known as clients, aum
    from in_areas
    union all by name
    select 'area_classes, contribution' as made, month, area as place, earned as clients, contribution_12m as aum
    from in_areas
    union all by name
    select 'movement_groups, now' as made, spans.month, spans.months_back || clients.branch_id as place, tier_id,
        clients, aum
    from clients
    inner join spans on spans.month = clients.month
    union all by name
    select 'movement_groups, before' as made, spans.month, spans.months_back || clients.branch_id as place, tier_id,
        clients, aum
    from clients
    inner join spans on spans.month - to_months(spans.months_back) = clients.month
    union all by name
    select 'holder_movements, now' as made, spans.month, branch_id as place, tier_id, clients, aum, sets as told
    from clients
    inner join spans on spans.months_back = 12 and spans.month = clients.month
    union all by name
    select 'holder_movements, before' as made, spans.month, branch_id as place, tier_id, clients, aum, sets as told
    from clients
    inner join spans on spans.months_back = 12 and spans.month - interval 12 month = clients.month
    union all by name
    select 'near_groups' as made, month, next_tier_id as place, 1 as clients, aum, gap as other_amount
    from client_months
    where next_tier_id is not null
    union all by name
    select 'loss_groups' as made, leavers.month, leavers.loss_onset::varchar as place, 1 as clients,
        coalesce(opening.aum, opening.known_aum) as aum
    from client_months as opening
    inner join leavers on leavers.client_no = opening.client_no
        and leavers.loss_onset = (opening.month + interval 1 month)::date
    where opening.is_register
),

made as (
    select 'register_groups' as made, month, branch_id as place, tier_id, clients, aum,
        contribution_12m as other_amount,
        (
            hash(is_delivered, is_withheld, is_stopped, is_leaving, is_dropping)::hugeint
            + hash(is_covered, is_dedicated, is_effective, is_uncovered, uncovered_band, contact_state)
            + hash(
                is_register_12m_later, loss_kind_12m_later, is_leaving_12m_later, is_withheld_12m_later,
                is_stopped_12m_later
            )
        ) * clients as told
    from register_groups
    inner join tiers using (tier_id)
    where tiers.in_register
    union all by name
    select 'register_months' as made, month, branch_id as place, tier_id, clients, aum
    from register_months
    union all by name
    select 'holder_groups' as made, month, branch_id as place, tier_id, clients, aum,
        hash(product_set)::hugeint * clients as told
    from holder_groups
    union all by name
    select 'holder_months' as made, month, branch_id as place, tier_id, clients, aum, contribution_12m as other_amount,
        hash(product_set)::hugeint * clients as told
    from holder_months
    union all by name
    select 'product_groups' as made, month, branch_id as place, tier_id, aum
    from product_groups
    where tier_id is not null
    union all by name
    select 'rm_groups' as made, month, branch_id as place, tier_id, clients, aum, hash(rm_id)::hugeint * clients as told
    from rm_groups
    union all by name
    select 'cohort_losses' as made, month, branch_id as place, tier_id, 1 as clients, aum
    from cohort_losses
    union all by name
    select 'area_months' as made, month, area as place, tier_id, clients, aum, contribution_12m as other_amount,
        hash(product_set)::hugeint * clients as told
    from area_months
    union all by name
    select 'area_classes, ' || measure as made, month, area as place, clients, amount as aum
    from area_classes
    union all by name
    select 'movement_groups, now' as made, month, months_back || branch_id as place, tier_id, clients, aum
    from movement_groups
    where tier_id is not null
    union all by name
    select 'movement_groups, before' as made, month, months_back || branch_before as place, tier_before as tier_id,
        clients, aum_before as aum
    from movement_groups
    where tier_before is not null
    union all by name
    select 'holder_movements, now' as made, month, branch_id as place, tier_id, clients, aum,
        hash(product_set)::hugeint * clients as told
    from holder_movements
    where tier_id is not null
    union all by name
    select 'holder_movements, before' as made, month, branch_before as place, tier_before as tier_id, clients,
        aum_before as aum, hash(set_before)::hugeint * clients as told
    from holder_movements
    where tier_before is not null
    union all by name
    select 'near_groups' as made, month, next_tier_id as place, clients, aum, gap as other_amount
    from near_groups
    union all by name
    select 'loss_groups' as made, month, loss_onset::varchar as place, clients, aum
    from loss_groups
),

-- what the clients say less what was made of them is nothing, in every place and tier
compared as (
    select
        month,
        sum(clients) <> 0 or sum(aum) <> 0 or sum(other_amount) <> 0 or sum(told) <> 0 as is_off
    from (
        from said
        union all by name
        select * replace (-clients as clients, -aum as aum, -other_amount as other_amount, -told as told)
        from made
    )
    group by made, month, place, tier_id
),

off as (
    select month, count(*) filter (is_off) as groups_off
    from compared
    group by month
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
)

select month, coalesce(off.groups_off, 0) as groups_off, coalesce(twice.clients_twice, 0) as clients_twice
from twice
full join off using (month)
order by month
