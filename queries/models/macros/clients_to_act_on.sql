-- what: the chosen clients for whom something is to be done, one row per client and thing to do; who is leaving, perhaps
--       with nothing left, has the last AUM delivered
create macro clients_to_act_on(f) as table
with scope as (
    select clients.*, tiers.rm_role as promised_role
    from clients_in_scope(f) as clients
    inner join tiers on tiers.tier_id = clients.tier_id
),

key_persons as (
    select rm_id
    from scope
    where rm_id is not null
    group by rm_id
    order by sum(aum) desc, rm_id
    limit (select value::integer from policies where policy_id = 'key_person_rms')
)

select 'no_dedicated_banker' as action, 1 as action_rank, *
from scope
where not is_dedicated and promised_role = (select max_by(rm_role, tier_rank) from tiers)
union all
select 'about_to_lose_tier' as action, 2 as action_rank, *
from scope
where grace_left = 0
union all
select 'leaving' as action, 3 as action_rank, * replace (known_aum as aum)
from scope
where is_leaving
union all
select 'overdue_contact' as action, 4 as action_rank, *
from scope
where contact_state in ('overdue', 'no_record')
union all
select 'uncovered' as action, 5 as action_rank, *
from scope
where is_uncovered
union all
select 'key_person' as action, 6 as action_rank, *
from scope
where rm_id in (select rm_id from key_persons)
