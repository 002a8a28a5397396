-- what: the register clients of the as-of month that the filters choose, with what the chosen products hold
create macro holders_in_scope(f) as table
select
    clients.*,
    if((f['products']) is null, clients.aum, coalesce(chosen.amount, 0)) as chosen_aum
from clients_in_scope(f) as clients
left join chosen_amounts(f, as_of(f), 'chosen_aum') as chosen on chosen.client_id = clients.client_id
