-- what: the register clients of each month, counted and added up by everything the figures tell them apart by, and by the
--       set of products that they hold: what a figure under a product filter is a sum of. Narrow numbers, because it is
--       read by the hundred thousand rows
create table holder_groups as
select
    month,
    branch_id,
    tier_id,
    tier_rank,
    product_set,
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
    count(*)::integer as clients,
    sum(aum)::decimal(18, 2) as aum,
    sum(known_aum)::decimal(18, 2) as known_aum,
    sum(contribution_12m)::decimal(18, 2) as contribution_12m
from client_months
where is_register
group by all
order by all
