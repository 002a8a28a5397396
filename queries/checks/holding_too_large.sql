-- rule:     no client holds, earns or costs a million million in one product
-- file:     holdings
-- severity: stop
-- fix:      correct the amount; amounts are in the currency's own unit
select
    file_row,
    'an amount of '
    || greatest(
        abs(balance),
        abs(average_balance),
        abs(interest_income),
        abs(fee_income),
        abs(expected_loss),
        abs(cost_to_serve)
    )
    || ' is more than any client has' as found
from delivered.holdings
where
    abs(balance) >= 1000000000000
    or abs(average_balance) >= 1000000000000
    or abs(interest_income) >= 1000000000000
    or abs(fee_income) >= 1000000000000
    or abs(expected_loss) >= 1000000000000
    or abs(cost_to_serve) >= 1000000000000
