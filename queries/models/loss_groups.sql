-- what: the clients known in each month to have left, or to be leaving, since one of the 24 months up to it, by where
--       they stood in the register the month before it began
create table loss_groups as
with leavers as (
    select month, client_no, loss_kind, loss_onset, loss_confirmed is not null as is_lost
    from client_months
    where loss_onset between month - interval 23 month and month
),

openings as (
    select
        opening.client_no,
        (opening.month + interval 1 month)::date as loss_onset,
        opening.branch_id,
        opening.product_set,
        coalesce(opening.aum, opening.known_aum) as aum
    from client_months as opening
    inner join (select distinct client_no, loss_onset from leavers) as onsets
        on onsets.client_no = opening.client_no and onsets.loss_onset = opening.month + interval 1 month
    where opening.is_register
)

select
    leavers.month,
    leavers.loss_onset,
    leavers.loss_kind,
    leavers.is_lost,
    openings.branch_id,
    openings.product_set,
    count(*) as clients,
    sum(openings.aum) as aum
from leavers
inner join openings on openings.client_no = leavers.client_no and openings.loss_onset = leavers.loss_onset
group by all
order by all
