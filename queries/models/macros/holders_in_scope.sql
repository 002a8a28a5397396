-- what: the register clients of the as-of month that the filters choose, with what the chosen products hold
create macro holders_in_scope(f) as table
select
    clients.*,
    if((f['products']) is null, clients.aum, coalesce(chosen.chosen_aum, 0)) as chosen_aum
from clients_in_scope(f) as clients
left join chosen_money(f, as_of(f), as_of(f)) as chosen
    on chosen.month = clients.month and chosen.client_id = clients.client_id
