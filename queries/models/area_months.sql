-- what: the same sums over whole areas, the months of an area one after another: for what a choice of products asks of many
--       months of the bank, of regions, or of a few branches
create table area_months as
with larger as (
    select
        areas.area,
        months.month,
        months.tier_id,
        months.tier_rank,
        months.product_set,
        sum(months.clients)::integer as clients,
        sum(months.withheld)::integer as withheld,
        sum(months.delivered)::integer as delivered,
        sum(months.aum)::decimal(18, 2) as aum,
        sum(months.known_aum)::decimal(18, 2) as known_aum,
        sum(months.delivered_aum)::decimal(18, 2) as delivered_aum,
        sum(months.contribution_12m)::decimal(18, 2) as contribution_12m,
        sum(months.effective_known)::integer as effective_known,
        sum(months.effective)::integer as effective,
        sum(months.lost_12m_later)::integer as lost_12m_later,
        sum(months.withheld_12m_later)::integer as withheld_12m_later,
        sum(months.stopped_12m_later)::integer as stopped_12m_later,
        sum(months.lost_known_12m_later)::integer as lost_known_12m_later
    from holder_months as months
    inner join area_branches as areas on areas.branch_id = months.branch_id
    where not areas.is_branch
    group by areas.area, months.month, months.tier_id, months.tier_rank, months.product_set
)

select *
from larger
union all by name
select areas.area, months.* exclude (branch_id)
from holder_months as months
inner join area_branches as areas on areas.branch_id = months.branch_id
where areas.is_branch
order by area, month, tier_rank, product_set
