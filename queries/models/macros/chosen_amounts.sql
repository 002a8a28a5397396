-- what: what the chosen products hold in a month (chosen_aum), or earned in the twelve months up to it (chosen_income),
--       per client
create macro chosen_amounts(f, at_month, measure) as table
select client_id, if(measure = 'chosen_aum', sum(chosen_aum) filter (month = at_month), sum(chosen_income)) as amount
from chosen_money(f, if(measure = 'chosen_aum', at_month, at_month - interval 11 month)::date, at_month)
group by client_id
