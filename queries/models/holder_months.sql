-- what: the register clients of each month by the set of products that they hold, counted and added up: for what a
--       product filter asks of many months
create table holder_months as
select
    month,
    branch_id,
    tier_id,
    tier_rank,
    product_set,
    count(*)::integer as clients,
    count(*) filter (is_withheld)::integer as withheld,
    count(*) filter (is_delivered)::integer as delivered,
    sum(aum)::decimal(18, 2) as aum,
    sum(if(is_delivered, aum, known_aum))::decimal(18, 2) as known_aum,
    sum(aum) filter (is_delivered)::decimal(18, 2) as delivered_aum,
    sum(contribution_12m)::decimal(18, 2) as contribution_12m,
    count(is_effective)::integer as effective_known,
    count(*) filter (is_effective)::integer as effective,
    count(loss_kind_12m_later)::integer as lost_12m_later,
    count(*) filter (is_withheld_12m_later)::integer as withheld_12m_later,
    count(*) filter (is_stopped_12m_later)::integer as stopped_12m_later,
    count(loss_kind_12m_later) filter (not is_stopped_12m_later)::integer as lost_known_12m_later
from client_months
where is_register
group by month, branch_id, tier_id, tier_rank, product_set
order by month, branch_id, tier_rank, product_set
