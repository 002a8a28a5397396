-- what: the clients of the register of twelve months before each month who were lost by it, as they stood then, the
--       largest first, and what is known of their leaving: a list of the largest is read from them at once
create table cohort_losses as
select
    now.month,
    opening.client_no,
    opening.client_id,
    names.client_name,
    opening.branch_id,
    opening.product_set,
    opening.tier_id,
    opening.aum,
    now.loss_kind,
    now.loss_onset,
    now.loss_confirmed,
    names.closing_reason
from client_months as opening
inner join client_months as now
    on now.client_no = opening.client_no and now.month = (opening.month + interval 12 month)::date
inner join client_names as names on names.client_no = opening.client_no
where opening.is_register and now.loss_confirmed is not null
order by now.month, opening.aum desc nulls last, opening.client_no
