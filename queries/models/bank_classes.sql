-- what: the same classes over all branches together
create table bank_classes as
select
    measure,
    month,
    class,
    sum(clients)::bigint as clients,
    sum(amount) as amount,
    sum(loss_makers)::bigint as loss_makers,
    sum(loss) as loss
from amount_classes
group by measure, month, class
order by measure, month, class
