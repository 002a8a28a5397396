-- what: the measures of concentration within each branch in one month, of the clients one by one or in classes
create macro branches_ranked(f, at_month, measure) as table
select
    group_id as branch_id,
    any_value(n)::bigint as clients,
    any_value(total) as amount,
    share_of_first(0.2, n, total, before, clients, amount) as top_20_share,
    clients_for_80(n, total, before, clients, amount, cumulative) as clients_for_80_share,
    gini_of(n, before, clients, amount, loss) as gini,
    sum(loss_makers)::bigint as loss_makers,
    sum(loss) as loss
from ranked_pieces(f, at_month, measure, true, 5)
group by group_id
