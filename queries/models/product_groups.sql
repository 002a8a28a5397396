-- what:  what was loaded of each product in one month, by branch and tier of the clients
-- takes: month
insert into product_groups
select
    products.month,
    products.product_id,
    clients.branch_id,
    if(clients.is_register, clients.tier_id, null) as tier_id,
    count(*) as product_rows,
    sum(products.balance) as balance,
    sum(products.aum) as aum
from product_months as products
left join client_months as clients on clients.month = $month::date and clients.client_id = products.client_id
where products.month = $month::date
group by all
order by all
