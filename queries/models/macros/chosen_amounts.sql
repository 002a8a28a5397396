-- what: what the chosen products hold in a month (chosen_aum), or earned in the twelve months up to it (chosen_income),
--       per client
create macro chosen_amounts(f, at_month, measure) as table
select client_id, sum(if(measure = 'chosen_aum', aum, income)) as amount
from product_months
where
    (f['products']) is not null
    and of_chosen_product(f, product_id)
    and month between if(measure = 'chosen_aum', at_month, at_month - interval 11 month)::date and at_month
group by client_id
