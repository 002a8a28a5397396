-- what: the register clients twelve months before the as-of month, and what became of each by the as-of month
create macro cohort_in_scope(f) as table
select
    opening.* exclude (loss_kind, loss_onset, loss_confirmed, is_leaving, is_withheld, is_stopped),
    now.loss_kind,
    now.loss_onset,
    now.loss_confirmed,
    now.loss_confirmed is not null as is_lost,
    now.loss_confirmed is not null and now.loss_kind = 'hard' as is_lost_hard,
    now.loss_confirmed is not null and now.loss_kind = 'silent' as is_lost_silent,
    now.is_withheld and now.loss_confirmed is null as is_withheld,
    now.is_stopped,
    coalesce(now.is_leaving, false) as is_leaving,
    now.loss_confirmed is null and not now.is_register as is_below
from clients_at(f, opening_month(f)) as opening
inner join client_months as now on now.client_no = opening.client_no and now.month = as_of(f)
