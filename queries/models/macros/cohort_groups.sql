-- what: the clients of cohort_in_scope, counted and added up by branch, tier and what became of them
create macro cohort_groups(f) as table
with fates as (
    select
        branch_id,
        tier_id,
        tier_rank,
        loss_kind_12m_later as loss_kind,
        loss_kind_12m_later is null and not is_register_12m_later as is_below,
        coalesce(is_leaving_12m_later, false) as is_leaving,
        is_withheld_12m_later as is_withheld,
        is_stopped_12m_later as is_stopped,
        sum(clients)::bigint as clients,
        sum(aum) as aum
    from groups_at(f, opening_month(f))
    where is_register_12m_later is not null
    group by all
)

select
    *,
    loss_kind is not null as is_lost,
    coalesce(loss_kind = 'hard', false) as is_lost_hard,
    coalesce(loss_kind = 'silent', false) as is_lost_silent
from fates
