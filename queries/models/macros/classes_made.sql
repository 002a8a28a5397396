-- what: the classes made at the load, of each month, over the chosen branches together, whatever the clients hold
create macro classes_made(f, measure) as table
select
    classes.month,
    classes.class,
    sum(classes.clients)::bigint as clients,
    sum(classes.amount) as amount,
    sum(classes.loss_makers)::bigint as loss_makers,
    sum(classes.loss) as loss
from area_classes as classes
inner join chosen_areas(f) as chosen on chosen.area = classes.area
where classes.measure = kept_measure(measure)
group by classes.month, classes.class
