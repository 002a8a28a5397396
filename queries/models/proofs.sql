-- what: for each month, in how many places the tables made at the load do not say what the clients say one by one, and how
--       many clients stand in the month twice: 0 everywhere in a sound load. A place is a branch (or a larger area) and a
--       tier; compared are clients, money, and by what the clients are told apart, as one sum of hashes. A figure adds up
--       whole groups, so that what holds for each place holds for every choice of branches
create table proofs as
with clients as (
    select
        month,
        branch_id,
        tier_id,
        count(*) as clients,
        coalesce(sum(aum), 0) as aum,
        coalesce(sum(contribution_12m), 0) as contribution_12m,
        sum(hash(is_delivered, is_withheld, is_stopped, is_leaving, coalesce(grace_left = 0, false))) as states,
        sum(hash(is_covered, is_dedicated, is_effective, is_uncovered, uncovered_band, contact_state)) as covers,
        sum(
            hash(
                is_register_12m_later, loss_kind_12m_later, is_leaving_12m_later, is_withheld_12m_later,
                is_stopped_12m_later
            )
        ) as fates,
        sum(hash(product_set)) as sets,
        coalesce(sum(hash(rm_id)) filter (rm_id is not null), 0) as rms,
        coalesce(sum(aum) filter (rm_id is not null), 0) as rm_aum,
        count(*) filter (rm_id is not null) as with_rm,
        count(aum) as known,
        count(contribution_12m) as earned,
        count(loss_kind_12m_later) as lost,
        coalesce(sum(aum) filter (loss_kind_12m_later is not null), 0) as lost_aum
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

expected as (
    select 'register_groups' as made, month, branch_id as place, tier_id, clients, aum, states + covers + fates as told
    from clients
    union all
    select 'contribution', month, branch_id, tier_id, clients, contribution_12m, null
    from clients
    union all
    select 'register_months', month, branch_id, tier_id, clients, aum, null
    from clients
    union all
    select 'holder_groups', month, branch_id, tier_id, clients, aum, sets
    from clients
    union all
    select 'holder_months', month, branch_id, tier_id, clients, aum, sets
    from clients
    union all
    select 'holder_months, contribution', month, branch_id, tier_id, clients, contribution_12m, null
    from clients
    union all
    select 'product_groups', month, branch_id, tier_id, null, aum, null
    from clients
    union all
    select 'rm_groups', month, branch_id, tier_id, with_rm, rm_aum, rms
    from clients
    where with_rm > 0
    union all
    select 'cohort_losses', (month + interval 12 month)::date, branch_id, tier_id, lost, lost_aum, null
    from clients
    where lost > 0
    union all
    select 'area_months', month, area, tier_id, sum(clients), sum(aum), sum(sets)
    from in_areas
    group by month, area, tier_id
    union all
    select 'area_months, contribution', month, area, tier_id, sum(clients), sum(contribution_12m), null
    from in_areas
    group by month, area, tier_id
    union all
    select 'area_classes, aum', month, area, null, sum(known), sum(aum), null
    from in_areas
    group by month, area
    having sum(known) > 0
    union all
    select 'area_classes, contribution', month, area, null, sum(earned), sum(contribution_12m), null
    from in_areas
    group by month, area
    having sum(earned) > 0
    union all
    select 'movement_groups, now', spans.month, spans.months_back || clients.branch_id, tier_id, clients, aum, null
    from clients
    inner join spans on spans.month = clients.month
    union all
    select 'movement_groups, before', spans.month, spans.months_back || clients.branch_id, tier_id, clients, aum, null
    from clients
    inner join spans on spans.month - to_months(spans.months_back) = clients.month
    union all
    select 'holder_movements, now', month, branch_id, tier_id, clients, aum, sets
    from clients
    where month in (select month from spans where months_back = 12)
    union all
    select 'holder_movements, before', (month + interval 12 month)::date, branch_id, tier_id, clients, aum, sets
    from clients
    where month + interval 12 month in (select month from spans where months_back = 12)
    union all
    select 'near_groups', month, next_tier_id, null, count(*), sum(aum), null
    from client_months
    where next_tier_id is not null
    group by month, next_tier_id
    union all
    select 'near_groups, gap', month, next_tier_id, null, count(*), sum(gap), null
    from client_months
    where next_tier_id is not null
    group by month, next_tier_id
    union all
    select 'loss_groups', leavers.month, leavers.loss_onset::varchar, null, count(*),
        coalesce(sum(if(opening.is_withheld, opening.known_aum, opening.aum)), 0), null
    from client_months as opening
    inner join leavers on leavers.client_no = opening.client_no
        and leavers.loss_onset = (opening.month + interval 1 month)::date
    where opening.is_register
    group by leavers.month, leavers.loss_onset
),

found as (
    select 'register_groups' as made, month, branch_id as place, tier_id, sum(clients) as clients,
        coalesce(sum(aum), 0) as aum,
        sum(
            (
                hash(is_delivered, is_withheld, is_stopped, is_leaving, is_dropping)::hugeint
                + hash(is_covered, is_dedicated, is_effective, is_uncovered, uncovered_band, contact_state)
                + hash(
                    is_register_12m_later, loss_kind_12m_later, is_leaving_12m_later, is_withheld_12m_later,
                    is_stopped_12m_later
                )
            ) * clients
        ) as told
    from register_groups
    where tier_id in (select tier_id from tiers where in_register)
    group by month, branch_id, tier_id
    union all
    select 'contribution', month, branch_id, tier_id, sum(clients), coalesce(sum(contribution_12m), 0), null
    from register_groups
    group by month, branch_id, tier_id
    union all
    select 'register_months', month, branch_id, tier_id, sum(clients), coalesce(sum(aum), 0), null
    from register_months
    group by month, branch_id, tier_id
    union all
    select 'holder_groups', month, branch_id, tier_id, sum(clients), coalesce(sum(aum), 0),
        sum(hash(product_set)::hugeint * clients)
    from holder_groups
    group by month, branch_id, tier_id
    union all
    select 'holder_months', month, branch_id, tier_id, sum(clients), coalesce(sum(aum), 0),
        sum(hash(product_set)::hugeint * clients)
    from holder_months
    group by month, branch_id, tier_id
    union all
    select 'holder_months, contribution', month, branch_id, tier_id, sum(clients), coalesce(sum(contribution_12m), 0), null
    from holder_months
    group by month, branch_id, tier_id
    union all
    select 'product_groups', month, branch_id, tier_id, null, sum(aum), null
    from product_groups
    where tier_id is not null
    group by month, branch_id, tier_id
    union all
    select 'rm_groups', month, branch_id, tier_id, sum(clients), coalesce(sum(aum), 0),
        sum(hash(rm_id)::hugeint * clients)
    from rm_groups
    group by month, branch_id, tier_id
    union all
    select 'cohort_losses', month, branch_id, tier_id, count(*), coalesce(sum(aum), 0), null
    from cohort_losses
    group by month, branch_id, tier_id
    union all
    select 'area_months', month, area, tier_id, sum(clients), coalesce(sum(aum), 0),
        sum(hash(product_set)::hugeint * clients)
    from area_months
    group by month, area, tier_id
    union all
    select 'area_months, contribution', month, area, tier_id, sum(clients), coalesce(sum(contribution_12m), 0), null
    from area_months
    group by month, area, tier_id
    union all
    select 'area_classes, ' || measure, month, area, null, sum(clients), sum(amount), null
    from area_classes
    group by measure, month, area
    union all
    select 'movement_groups, now', month, months_back || branch_id, tier_id, sum(clients), coalesce(sum(aum), 0), null
    from movement_groups
    where tier_id is not null
    group by month, months_back, branch_id, tier_id
    union all
    select 'movement_groups, before', month, months_back || branch_before, tier_before, sum(clients),
        coalesce(sum(aum_before), 0), null
    from movement_groups
    where tier_before is not null
    group by month, months_back, branch_before, tier_before
    union all
    select 'holder_movements, now', month, branch_id, tier_id, sum(clients), coalesce(sum(aum), 0),
        sum(hash(product_set)::hugeint * clients)
    from holder_movements
    where tier_id is not null
    group by month, branch_id, tier_id
    union all
    select 'holder_movements, before', month, branch_before, tier_before, sum(clients), coalesce(sum(aum_before), 0),
        sum(hash(set_before)::hugeint * clients)
    from holder_movements
    where tier_before is not null
    group by month, branch_before, tier_before
    union all
    select 'near_groups', month, next_tier_id, null, sum(clients), sum(aum), null
    from near_groups
    group by month, next_tier_id
    union all
    select 'near_groups, gap', month, next_tier_id, null, sum(clients), sum(gap), null
    from near_groups
    group by month, next_tier_id
    union all
    select 'loss_groups', month, loss_onset::varchar, null, sum(clients), coalesce(sum(aum), 0), null
    from loss_groups
    group by month, loss_onset
),

compared as (
    select
        coalesce(expected.month, found.month) as month,
        expected.clients is distinct from found.clients
        or expected.told is distinct from found.told
        or coalesce(expected.aum, 0) <> coalesce(found.aum, 0) as is_off
    from expected
    full join found on found.made = expected.made and found.month = expected.month and found.place = expected.place
        and found.tier_id is not distinct from expected.tier_id
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
