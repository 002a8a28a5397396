-- rule:     no client holds, earns or costs a million million in one product
-- file:     holdings
-- severity: stop
-- fix:      correct the amount; amounts are in the currency's own unit
select file_row, 'an amount of ' || amount || ' is more than any client has' as found
from (
    select
        file_row,
        greatest(
            abs(balance), abs(average_balance), abs(interest_income), abs(fee_income), abs(expected_loss),
            abs(cost_to_serve)
        ) as amount
    from delivered.holdings
)
where amount >= 1000000000000
