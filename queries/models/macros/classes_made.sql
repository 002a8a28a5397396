-- what: the classes made at the load, of each month, over the chosen branches together, whatever the clients hold
create macro classes_made(f, measure) as table
select month, class, clients, amount, loss_makers, loss
from bank_classes
where (f['branches']) is null and bank_classes.measure = if(measure in ('aum', 'chosen_aum'), 'aum', 'contribution')
union all
select
    month,
    class,
    sum(clients)::bigint as clients,
    sum(amount) as amount,
    sum(loss_makers)::bigint as loss_makers,
    sum(loss) as loss
from amount_classes
where
    (f['branches']) is not null
    and amount_classes.measure = if(measure in ('aum', 'chosen_aum'), 'aum', 'contribution')
    and of_chosen_branch(f, branch_id)
group by month, class
