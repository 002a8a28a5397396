-- what:  what was delivered of every client in one month, over all its products
-- takes: month
insert into scaffold.client_facts
with facts as (
    select
        holdings.client_id,
        sum(if(products.counts_as_aum, coalesce(holdings.average_balance, holdings.balance), 0)) as aum,
        sum(
            coalesce(holdings.interest_income, 0) + coalesce(holdings.fee_income, 0)
            - coalesce(holdings.expected_loss, 0) - coalesce(holdings.cost_to_serve, 0)
        ) as income,
        bit_or(products.product_bits) filter (
            holdings.balance <> 0 or (products.counts_as_aum and holdings.average_balance <> 0)
        ) as product_bits,
        bit_and((
            (holdings.average_balance is not null)::utinyint + 2 * (holdings.interest_income is not null)::utinyint
            + 4 * (holdings.fee_income is not null)::utinyint + 8 * (holdings.expected_loss is not null)::utinyint
            + 16 * (holdings.cost_to_serve is not null)::utinyint
        )::utinyint) as fields_given
    from holdings
    inner join product_numbers as products on products.product_id = holdings.product_id
    where holdings.month = $month::date
    group by holdings.client_id
),

bands as (
    select min_aum, tier_rank, lead(min_aum) over (order by min_aum) as next_min_aum
    from tiers
)

select
    $month::date as month,
    numbers.client_no,
    facts.aum::decimal(18, 2) as aum,
    facts.income::decimal(18, 2) as income,
    facts.product_bits,
    facts.fields_given,
    coalesce(bands.tier_rank, 0) as eligible_rank
from facts
inner join client_numbers as numbers on numbers.client_id = facts.client_id
left join bands on greatest(facts.aum, 0) >= bands.min_aum
    and (bands.next_min_aum is null or greatest(facts.aum, 0) < bands.next_min_aum)
order by client_no
