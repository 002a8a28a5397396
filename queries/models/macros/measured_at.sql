-- what: the register clients of one month that the filters choose, with the amount that they are ranked by, its class and
--       the rank that puts them in order, among all of the month or of the chosen; for amounts of chosen products, of
--       which the load makes none, both are made here. Clients whose amount is not known stand aside
create macro measured_at(f, at_month, measure) as table
select
    client_no,
    branch_id,
    tier_id,
    if(kept_measure(measure) = 'aum', aum_rank, contribution_rank) as overall_rank,
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
    row_number() over (order by coalesce(chosen.amount, 0) desc, clients.client_no) as overall_rank,
    class_of(overall_rank, count(*) over ()) as class,
    coalesce(chosen.amount, 0) as amount
from clients_at(f, at_month) as clients
left join chosen_amounts(f, at_month, measure) as chosen on chosen.client_id = clients.client_id
where
    (f['products']) is not null
    and measure in ('chosen_aum', 'chosen_income')
    and (measure = 'chosen_income' or clients.aum is not null)
