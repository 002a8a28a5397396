-- question:     Do the products add up to the clients and to the books?
-- grain:        one row per product with rows or a control total in the as-of month, and one over all of them
-- definition:   Balances of the as-of month: what was delivered, what of it was set aside, what was loaded, and the
--   bank's own control total where one was delivered. The difference is what was delivered less the control total.
--   In the row over all products the AUM of the products stands beside the AUM of the clients. Of chosen branches
--   there is no control total, of chosen products no AUM of whole clients.
-- takes:        filters
-- product_id:         text   product
-- rows_delivered:     count  rows delivered
-- delivered_balance:  money  balance of all rows delivered
-- control_total:      money  control total of the bank
-- control_difference: money  balance delivered less the control total
-- rows_set_aside:     count  rows set aside
-- set_aside_balance:  money  balance of the rows set aside
-- loaded_balance:     money  balance of the rows loaded
-- products_aum:       money  AUM of the rows loaded
-- clients_aum:        money  AUM of the clients, from the register of all clients
-- aum_difference:     money  AUM of the products less the AUM of the clients
with aside as (
    select distinct
        part,
        line,
        branch_id,
        (content::json ->> 'product_id') as product_id,
        (content::json ->> 'balance')::decimal(18, 2) as balance
    from findings_in_scope($filters)
    where file = 'holdings' and severity = 'set aside' and (content::json ->> 'month')::date = as_of($filters)
),

loaded as (
    select * from products_loaded($filters)
),

set_aside as (
    select product_id, count(*) as product_rows, sum(balance) as balance
    from aside
    group by product_id
),

control as (
    select product_id, balance
    from totals
    where month = as_of($filters) and is_every_branch($filters)
),

each as (
    select
        products.product_id,
        coalesce(loaded.product_rows, 0) + coalesce(set_aside.product_rows, 0) as rows_delivered,
        coalesce(loaded.balance, 0) + coalesce(set_aside.balance, 0) as delivered_balance,
        control.balance as control_total,
        coalesce(set_aside.product_rows, 0) as rows_set_aside,
        coalesce(set_aside.balance, 0) as set_aside_balance,
        coalesce(loaded.balance, 0) as loaded_balance,
        coalesce(loaded.aum, 0) as products_aum
    from products
    left join loaded on loaded.product_id = products.product_id
    left join set_aside on set_aside.product_id = products.product_id
    left join control on control.product_id = products.product_id
    where
        of_chosen_product($filters, products.product_id)
        and (loaded.product_id is not null or set_aside.product_id is not null or control.product_id is not null)
),

everybody as (
    select sum(aum) as aum
    from client_months
    where
        month = as_of($filters)
        and of_chosen_branch($filters, branch_id)
        and (select bool_and(of_chosen_product($filters, product_id)) from products)
),

with_all as (
    select *, null::decimal(38, 2) as clients_aum
    from each
    union all
    select
        'all_products' as product_id,
        sum(each.rows_delivered) as rows_delivered,
        sum(each.delivered_balance) as delivered_balance,
        if(count(each.control_total) = count(*), sum(each.control_total), null) as control_total,
        sum(each.rows_set_aside) as rows_set_aside,
        sum(each.set_aside_balance) as set_aside_balance,
        sum(each.loaded_balance) as loaded_balance,
        sum(each.products_aum) as products_aum,
        any_value(everybody.aum) as clients_aum
    from each
    cross join everybody
    having count(*) > 0
)

select
    product_id,
    rows_delivered::bigint as rows_delivered,
    delivered_balance::decimal(38, 2) as delivered_balance,
    control_total::decimal(38, 2) as control_total,
    (delivered_balance - control_total)::decimal(38, 2) as control_difference,
    rows_set_aside::bigint as rows_set_aside,
    set_aside_balance::decimal(38, 2) as set_aside_balance,
    loaded_balance::decimal(38, 2) as loaded_balance,
    products_aum::decimal(38, 2) as products_aum,
    clients_aum,
    (products_aum - clients_aum)::decimal(38, 2) as aum_difference
from with_all
order by product_id = 'all_products' desc, abs(control_difference) desc nulls last, product_id
