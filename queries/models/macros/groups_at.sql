-- what: the register clients of one month that the filters choose, in the groups made at the load: by all that the figures
--       tell them apart by, and, where products are chosen, by the set of products that they hold
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
from holder_groups
where (f['products']) is not null and month = at_month and in_scope(f, branch_id, product_set)
