-- what: money per month, client and product: what counts as AUM, and what the product earned
create view product_months as
select
    holdings.month,
    holdings.client_id,
    holdings.product_id,
    holdings.balance,
    if(products.counts_as_aum, coalesce(holdings.average_balance, holdings.balance), 0)::decimal(18, 2) as aum,
    (
        coalesce(holdings.interest_income, 0) + coalesce(holdings.fee_income, 0)
        - coalesce(holdings.expected_loss, 0) - coalesce(holdings.cost_to_serve, 0)
    )::decimal(18, 2) as income
from holdings
inner join products on products.product_id = holdings.product_id
