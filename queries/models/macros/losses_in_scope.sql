-- what: the clients known at the as-of month to have left, or to be leaving, since one of the 24 months up to it,
--       who stood in the register the month before; judged by branch, tier and products of that month before, with the
--       last AUM delivered where it has none in that month
create macro losses_in_scope(f) as table
select
    opening.* exclude (loss_kind, loss_onset, loss_confirmed, is_leaving, aum),
    coalesce(opening.aum, opening.known_aum) as aum,
    now.loss_kind,
    now.loss_onset,
    now.loss_confirmed,
    now.loss_confirmed is null as is_provisional,
    now.loss_confirmed is not null as is_lost
from client_months as now
inner join client_months as opening
    on opening.client_no = now.client_no and opening.month = (now.loss_onset - interval 1 month)::date
where
    now.month = as_of(f)
    and now.loss_onset between as_of(f) - interval 23 month and as_of(f)
    and opening.month >= as_of(f) - interval 24 month
    and opening.is_register
    and in_scope(f, opening.branch_id, opening.product_set)
