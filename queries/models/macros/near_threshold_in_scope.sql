-- what: clients whose AUM is just under the threshold of the next register tier, those below the register included
create macro near_threshold_in_scope(f) as table
select
    client_months.*,
    upper_tier.tier_id as next_tier_id,
    upper_tier.min_aum - client_months.aum as gap,
    client_months.aum as chosen_aum,
    client_months.contribution_12m as chosen_income_12m,
    not coalesce(client_months.is_covered, true) as is_uncovered
from client_months
inner join tiers as upper_tier on upper_tier.tier_rank = (
    select min(above.tier_rank)
    from tiers as above
    where above.tier_rank > client_months.tier_rank and above.in_register
)
inner join policies on policies.policy_id = 'near_threshold_share'
where
    client_months.month = as_of(f)
    and client_months.loss_confirmed is null
    and client_months.aum >= policies.value * upper_tier.min_aum
    and client_months.aum < upper_tier.min_aum
    and in_scope(f, client_months.branch_id, client_months.product_ids)
