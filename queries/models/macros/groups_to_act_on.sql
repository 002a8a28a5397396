-- what: the clients of clients_to_act_on by what is to be done, counted and added up
create macro groups_to_act_on(f) as table
with scope as (
    select
        groups.*,
        not groups.is_dedicated
        and tiers.rm_role = (select max_by(rm_role, tier_rank) from tiers) as is_without_banker,
        groups.contact_state in ('overdue', 'no_record') as is_overdue
    from groups_in_scope(f) as groups
    inner join tiers on tiers.tier_id = groups.tier_id
),

sums as (
    select [
        {
            'action': 'no_dedicated_banker',
            'clients': count_of(clients, is_without_banker),
            'aum': sum(aum) filter (is_without_banker)
        },
        {
            'action': 'about_to_lose_tier',
            'clients': count_of(clients, is_dropping),
            'aum': sum(aum) filter (is_dropping)
        },
        {'action': 'leaving', 'clients': count_of(clients, is_leaving), 'aum': sum(known_aum) filter (is_leaving)},
        {'action': 'overdue_contact', 'clients': count_of(clients, is_overdue), 'aum': sum(aum) filter (is_overdue)},
        {'action': 'uncovered', 'clients': count_of(clients, is_uncovered), 'aum': sum(aum) filter (is_uncovered)}
    ] as by_action
    from scope
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

select action['action'] as action, place as action_rank, action['clients'] as clients, action['aum'] as aum
from (select unnest(by_action) as action, generate_subscripts(by_action, 1) as place from sums)
where action['clients'] > 0
union all
select 'key_person' as action, 6 as action_rank, sum(clients)::bigint as clients, sum(aum) as aum
from key_persons
having count(*) > 0
