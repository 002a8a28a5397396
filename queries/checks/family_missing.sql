-- rule:     a family of products does not vanish for a month
-- file:     holdings
-- severity: stop
-- fix:      deliver the rows of this family for the month, with 0 for who holds none any more
with rows_of_products as (
    select month, product_id, count(client_id) as product_rows, min(file_row) as file_row
    from delivered.holdings
    where month <= current_date
    group by month, product_id
),

months as (
    select month, min(file_row) as file_row
    from rows_of_products
    group by month
),

rows_of_families as (
    select
        rows_of_products.month,
        products.family,
        max(rows_of_products.product_rows) as largest,
        sum(rows_of_products.product_rows) as altogether
    from rows_of_products
    inner join delivered.products as products on products.product_id = rows_of_products.product_id
    group by rows_of_products.month, products.family
),

-- a family has at least as many clients as its largest product has rows, and at most as many as all of them have;
-- only where this leaves room for a fall are its clients counted one by one
falls as (
    select
        families.family,
        coalesce(rows_of_families.largest, 0) < 0.1 * lag(rows_of_families.altogether) over (
            partition by families.family order by months.month
        ) as may_have_fallen
    from months
    cross join (select distinct family from rows_of_families) as families
    left join rows_of_families
        on rows_of_families.month = months.month and rows_of_families.family = families.family
),

families as (
    select distinct family
    from falls
    where may_have_fallen or exists (select 1 from delivered.keys_twice where file = 'holdings')
),

counted as (
    select holdings.month, products.family, count(distinct holdings.client_id) as clients
    from delivered.holdings as holdings
    inner join delivered.products as products on products.product_id = holdings.product_id
    inner join families on families.family = products.family
    where holdings.month <= current_date
    group by holdings.month, products.family
),

path as (
    select
        months.month,
        months.file_row,
        families.family,
        coalesce(counted.clients, 0) as clients,
        lag(coalesce(counted.clients, 0)) over march as clients_before,
        max(counted.clients) over (march rows between 1 following and unbounded following) as clients_later,
        row_number() over (partition by families.family order by months.month desc) = 1 as is_last
    from months
    cross join families
    left join counted on counted.month = months.month and counted.family = families.family
    window march as (partition by families.family order by months.month)
)

select
    file_row,
    'of the family ' || family || ' ' || clients || ' clients were delivered for ' || strftime(month, '%Y-%m') || ', '
    || clients_before || ' the month before' as found
from path
where clients_before >= 20 and clients < 0.1 * clients_before and (is_last or clients_later >= 0.5 * clients_before)
