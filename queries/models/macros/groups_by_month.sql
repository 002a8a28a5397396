-- what: the register clients of a span of months that the filters choose, counted and added up by month, branch and tier
create macro groups_by_month(f, from_month, to_month) as table
select
    month,
    branch_id,
    tier_id,
    tier_rank,
    sum(clients) as clients,
    sum(if(is_withheld, clients, 0)) as withheld,
    sum(if(is_delivered, clients, 0)) as delivered,
    sum(aum) as aum,
    sum(if(is_delivered, aum, known_aum)) as known_aum,
    sum(if(is_delivered, aum, null)) as delivered_aum,
    sum(contribution_12m) as contribution_12m,
    sum(if(is_effective is null, 0, clients)) as effective_known,
    sum(if(is_effective, clients, 0)) as effective,
    sum(if(loss_kind_12m_later is null, 0, clients)) as lost_12m_later,
    sum(if(is_withheld_12m_later, clients, 0)) as withheld_12m_later,
    sum(if(is_stopped_12m_later, clients, 0)) as stopped_12m_later,
    sum(if(loss_kind_12m_later is not null and not is_stopped_12m_later, clients, 0)) as lost_known_12m_later
from register_groups
where (f['products']) is null and month between from_month and to_month and of_chosen_branch(f, branch_id)
group by month, branch_id, tier_id, tier_rank
union all
select
    month,
    branch_id,
    tier_id,
    tier_rank,
    clients,
    withheld,
    delivered,
    aum,
    known_aum,
    delivered_aum,
    contribution_12m,
    effective_known,
    effective,
    lost_12m_later,
    withheld_12m_later,
    stopped_12m_later,
    lost_known_12m_later
from holder_months
where
    (f['products']) is not null
    and month between from_month and to_month
    and in_scope(f, branch_id, product_set)
