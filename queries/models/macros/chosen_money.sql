-- what: what the chosen products hold and earn, per month and client; no rows where no product is chosen
create macro chosen_money(f, from_month, to_month) as table
select month, client_id, sum(aum) as chosen_aum, sum(income) as chosen_income
from product_months
where
    (f['products']) is not null
    and list_contains((f['products'])::varchar[], product_id)
    and month between from_month and to_month
group by month, client_id
