-- what: the register clients of one month that the filters choose, with what the chosen products hold and earn
create macro register_at(f, at_month) as table
with chosen as (
    select
        client_id,
        sum(chosen_aum) filter (month = at_month) as chosen_aum,
        sum(chosen_income) as chosen_income_12m
    from chosen_money(f, (at_month - interval 11 month)::date, at_month)
    group by client_id
)

select
    clients.*,
    if((f['products']) is null, clients.aum, coalesce(chosen.chosen_aum, 0)) as chosen_aum,
    if((f['products']) is null, clients.contribution_12m, coalesce(chosen.chosen_income_12m, 0)) as chosen_income_12m
from clients_at(f, at_month) as clients
left join chosen on chosen.client_id = clients.client_id
