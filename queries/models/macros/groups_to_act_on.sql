-- what: the clients of clients_to_act_on by what is to be done, counted and added up
create macro groups_to_act_on(f) as table
with scope as (
    select groups.*, tiers.rm_role as promised_role
    from groups_in_scope(f) as groups
    inner join tiers on tiers.tier_id = groups.tier_id
),

by_rm as (
    select rm_id, sum(clients) as clients, sum(aum) as aum
    from rms_at(f, as_of(f))
    group by rm_id
),

key_persons as (
    select clients, aum
    from by_rm
    order by aum desc, rm_id
    limit (select value::integer from policies where policy_id = 'key_person_rms')
)

select 'no_dedicated_banker' as action, 1 as action_rank, clients, aum
from scope
where not is_dedicated and promised_role = (select max_by(rm_role, tier_rank) from tiers)
union all
select 'about_to_lose_tier' as action, 2 as action_rank, clients, aum
from scope
where is_dropping
union all
select 'leaving' as action, 3 as action_rank, clients, aum
from scope
where is_leaving
union all
select 'overdue_contact' as action, 4 as action_rank, clients, aum
from scope
where contact_state in ('overdue', 'no_record')
union all
select 'uncovered' as action, 5 as action_rank, clients, aum
from scope
where is_uncovered
union all
select 'key_person' as action, 6 as action_rank, clients, aum
from key_persons
