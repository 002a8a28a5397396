-- what: how much of the contribution the top 20 % of the clients bring, for each of the 24 months up to the as-of month. Of
--       chosen branches it is read from classes, four of which are one below the first hundred clients: in the one where
--       the limit falls, the amounts are taken for equal, which is less than 0.0005 off. Classes know no products: no rows
--       where products are chosen
create macro top_20_by_month(f) as table
with classes as (
    select
        month,
        if(class <= 100, class, 100 + class // 4) as class,
        sum(clients)::bigint as clients,
        sum(amount) as amount
    from classes_made(f, 'contribution')
    where month between as_of(f) - interval 23 month and as_of(f)
    group by month, if(class <= 100, class, 100 + class // 4)
),

placed as (
    select
        *,
        sum(clients) over (partition by month order by class rows unbounded preceding) - clients as before,
        sum(clients) over (partition by month) as n
    from classes
)

select month, sum_of_first(0.2 * n, before, clients, amount) / nullif(greatest(sum(amount), 0), 0) as top_20_share
from placed
where (f['branches']) is not null and (f['products']) is null
group by month
union all
select *
from bank_rankings
where is_whole_bank(f) and month between as_of(f) - interval 23 month and as_of(f)
