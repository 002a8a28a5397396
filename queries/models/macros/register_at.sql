-- what: the register clients of one month that the filters choose, with what the chosen products hold
create macro register_at(f, at_month) as table
select
    clients.*,
    if((f['products']) is null, clients.aum, coalesce(chosen.chosen_aum, 0)) as chosen_aum
from clients_at(f, at_month) as clients
left join chosen_money(f, at_month, at_month) as chosen on chosen.client_id = clients.client_id
