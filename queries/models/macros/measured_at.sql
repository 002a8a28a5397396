-- what: the register clients of one month that the filters choose, with the amount that they are ranked by and its class;
--       amounts of chosen products have no classes: all stand in class 0. Clients whose amount is not known stand aside
create macro measured_at(f, at_month, measure) as table
select
    client_no,
    client_id,
    branch_id,
    tier_id,
    if(measure in ('aum', 'chosen_aum'), aum_class, contribution_class) as class,
    if(measure in ('aum', 'chosen_aum'), aum, contribution_12m) as amount
from clients_at(f, at_month)
where
    ((f['products']) is null or measure in ('aum', 'contribution'))
    and if(measure in ('aum', 'chosen_aum'), aum, contribution_12m) is not null
union all
select
    client_no,
    client_id,
    branch_id,
    tier_id,
    0 as class,
    if(measure = 'chosen_aum', chosen_aum, chosen_income_12m) as amount
from register_at(f, at_month)
where
    (f['products']) is not null
    and measure in ('chosen_aum', 'chosen_income')
    and if(measure = 'chosen_aum', chosen_aum, chosen_income_12m) is not null
