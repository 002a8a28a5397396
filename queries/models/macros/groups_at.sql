-- what: the register clients of one month that the filters choose, counted and added up: groups made at the load, or,
--       where products are chosen, the clients one by one
create macro groups_at(f, at_month) as table
select
    branch_id,
    tier_id,
    tier_rank,
    is_delivered,
    is_withheld,
    is_stopped,
    is_leaving,
    is_dropping,
    is_covered,
    is_dedicated,
    is_effective,
    is_uncovered,
    uncovered_band,
    contact_state,
    is_register_12m_later,
    loss_kind_12m_later,
    is_leaving_12m_later,
    is_withheld_12m_later,
    is_stopped_12m_later,
    clients,
    aum,
    known_aum,
    contribution_12m
from register_groups
where (f['products']) is null and month = at_month and of_chosen_branch(f, branch_id)
union all
select
    branch_id,
    tier_id,
    tier_rank,
    is_delivered,
    is_withheld,
    is_stopped,
    is_leaving,
    coalesce(grace_left = 0, false) as is_dropping,
    is_covered,
    is_dedicated,
    is_effective,
    is_uncovered,
    uncovered_band,
    contact_state,
    is_register_12m_later,
    loss_kind_12m_later,
    is_leaving_12m_later,
    is_withheld_12m_later,
    is_stopped_12m_later,
    1 as clients,
    aum,
    known_aum,
    contribution_12m
from clients_at(f, at_month)
where (f['products']) is not null
