-- what: who looked after a client at the end of a month; of several the one whose role fits the tier, then the latest
create table client_rms as
with known as (
    select
        months.month,
        months.month_end,
        states.client_id,
        tiers.rm_role as promised_role,
        periods.rm_id,
        periods.duty,
        periods.rm_role,
        periods.starts_on,
        periods.ends_on,
        periods.ends_on is null or periods.ends_on > months.month_end as is_in_force
    from client_states as states
    inner join months on months.month = states.month
    inner join rm_periods as periods on periods.client_id = states.client_id
        and periods.starts_on <= months.month_end
    left join tiers on tiers.tier_rank = states.tier_rank
),

primaries as (
    select month, client_id, rm_id, rm_role, coalesce(rm_role = promised_role, false) as is_dedicated
    from known
    where is_in_force and duty = 'primary'
    qualify row_number() over (
        partition by month, client_id
        order by coalesce(rm_role = promised_role, false) desc, starts_on desc, rm_id asc
    ) = 1
),

others as (
    select
        month,
        client_id,
        coalesce(bool_or(duty = 'adviser' and is_in_force), false) as has_adviser,
        max(ends_on) filter (duty = 'primary' and not is_in_force) as last_ended_on
    from known
    group by month, client_id
)

select
    others.month,
    others.client_id,
    primaries.rm_id,
    primaries.rm_role,
    coalesce(primaries.is_dedicated, false) as is_dedicated,
    others.has_adviser,
    others.last_ended_on
from others
left join primaries on primaries.month = others.month and primaries.client_id = others.client_id
order by others.month, others.client_id
