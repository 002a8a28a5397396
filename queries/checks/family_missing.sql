-- rule:     a family of products does not vanish for a month
-- file:     holdings
-- severity: stop
-- fix:      deliver the rows of this family for the month, with 0 for who holds none any more
with counted as (
    select holdings.month, products.family, count(distinct holdings.client_id) as clients
    from delivered.holdings as holdings
    inner join delivered.products as products on products.product_id = holdings.product_id
    where holdings.month <= current_date
    group by holdings.month, products.family
),

months as (
    select month, min(file_row) as file_row
    from delivered.holdings
    where month <= current_date
    group by month
),

families as (
    select distinct family
    from counted
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
