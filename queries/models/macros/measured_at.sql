-- what: the register clients of one month that the filters choose, with the amount that they are ranked by and its class;
--       amounts of chosen products have no classes made at the load, they are made here. Clients whose amount is not
--       known stand aside
create macro measured_at(f, at_month, measure) as table
select
    client_no,
    branch_id,
    tier_id,
    if(kept_measure(measure) = 'aum', aum_class, contribution_class) as class,
    if(kept_measure(measure) = 'aum', aum, contribution_12m) as amount
from clients_at(f, at_month)
where
    ((f['products']) is null or measure in ('aum', 'contribution'))
    and if(kept_measure(measure) = 'aum', aum_class, contribution_class) is not null
union all
select
    clients.client_no,
    clients.branch_id,
    clients.tier_id,
    class_of(
        row_number() over (order by coalesce(chosen.amount, 0) desc, clients.client_no), count(*) over ()
    ) as class,
    coalesce(chosen.amount, 0) as amount
from clients_at(f, at_month) as clients
left join chosen_amounts(f, at_month, measure) as chosen on chosen.client_id = clients.client_id
where
    (f['products']) is not null
    and measure in ('chosen_aum', 'chosen_income')
    and (measure = 'chosen_income' or clients.aum is not null)
