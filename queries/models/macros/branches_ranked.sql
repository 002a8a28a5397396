-- what: the measures of concentration within each branch in one month
create macro branches_ranked(f, at_month, measure) as table
select
    group_id as branch_id,
    unnest(concentration_of(n, total, before, clients, amount, cumulative, loss_makers, loss))
from ranked_pieces(f, at_month, measure, false, true)
group by group_id
