-- what: the register clients of each month by the set of products that they hold, counted and added up: for what a
--       product filter asks of many months
create table holder_months as
select
    month,
    branch_id,
    tier_id,
    tier_rank,
    product_set,
    count(*) as clients,
    count(*) filter (is_withheld) as withheld,
    count(*) filter (is_delivered) as delivered,
    sum(aum) as aum,
    sum(if(is_delivered, aum, known_aum)) as known_aum,
    sum(aum) filter (is_delivered) as delivered_aum,
    sum(contribution_12m) as contribution_12m,
    count(is_effective) as effective_known,
    count(*) filter (is_effective) as effective,
    count(loss_kind_12m_later) as lost_12m_later,
    count(*) filter (is_withheld_12m_later) as withheld_12m_later,
    count(*) filter (is_stopped_12m_later) as stopped_12m_later,
    count(loss_kind_12m_later) filter (not is_stopped_12m_later) as lost_known_12m_later
from client_months
where is_register
group by month, branch_id, tier_id, tier_rank, product_set
order by month, branch_id, tier_rank, product_set
