-- what: the measures of concentration within each chosen branch in the as-of month: made at the load, or, where products
--       are chosen, now
create macro branches_ranked_in_scope(f, measure) as table
select branch_id, clients, amount, top_20_share, clients_for_80_share, gini, loss_makers, loss
from branch_rankings
where
    (f['products']) is null
    and branch_rankings.measure = kept_measure(measure)
    and month = as_of(f)
    and of_chosen_branch(f, branch_id)
union all
select *
from branches_ranked(f, as_of(f), measure)
where (f['products']) is not null
