-- what: the same sums over all branches together: for what a choice of products alone asks of many months
create table bank_holder_months as
select
    month,
    tier_id,
    tier_rank,
    product_set,
    sum(clients)::integer as clients,
    sum(withheld)::integer as withheld,
    sum(delivered)::integer as delivered,
    sum(aum)::decimal(18, 2) as aum,
    sum(known_aum)::decimal(18, 2) as known_aum,
    sum(delivered_aum)::decimal(18, 2) as delivered_aum,
    sum(contribution_12m)::decimal(18, 2) as contribution_12m,
    sum(effective_known)::integer as effective_known,
    sum(effective)::integer as effective,
    sum(lost_12m_later)::integer as lost_12m_later,
    sum(withheld_12m_later)::integer as withheld_12m_later,
    sum(stopped_12m_later)::integer as stopped_12m_later,
    sum(lost_known_12m_later)::integer as lost_known_12m_later
from holder_months
group by month, tier_id, tier_rank, product_set
order by month, tier_rank, product_set
