-- what: the same clients by the set of products that they hold alone, counted and added up: for what a product filter asks of
--       many months
create table holder_months as
select
    month,
    branch_id,
    tier_id,
    tier_rank,
    product_set,
    sum(clients)::integer as clients,
    coalesce(sum(clients) filter (is_withheld), 0)::integer as withheld,
    coalesce(sum(clients) filter (is_delivered), 0)::integer as delivered,
    sum(aum)::decimal(18, 2) as aum,
    sum(if(is_delivered, aum, known_aum))::decimal(18, 2) as known_aum,
    sum(aum) filter (is_delivered)::decimal(18, 2) as delivered_aum,
    sum(contribution_12m)::decimal(18, 2) as contribution_12m,
    coalesce(sum(clients) filter (is_effective is not null), 0)::integer as effective_known,
    coalesce(sum(clients) filter (is_effective), 0)::integer as effective,
    coalesce(sum(clients) filter (loss_kind_12m_later is not null), 0)::integer as lost_12m_later,
    coalesce(sum(clients) filter (is_withheld_12m_later), 0)::integer as withheld_12m_later,
    coalesce(sum(clients) filter (is_stopped_12m_later), 0)::integer as stopped_12m_later,
    coalesce(sum(clients) filter (loss_kind_12m_later is not null and not is_stopped_12m_later), 0)::integer
        as lost_known_12m_later
from holder_groups
group by month, branch_id, tier_id, tier_rank, product_set
order by month, branch_id, tier_rank, product_set
