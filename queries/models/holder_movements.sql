-- what:  the clients who stand in the register in one month, or stood in it a year before, by where they stood then and
--        now, and by the set of products that they held
-- takes: month
insert into holder_movements
with now as (
    select client_no, branch_id, tier_id, product_set, is_register, loss_confirmed, aum
    from client_months
    where month = $month::date
),

past as (
    select client_no, branch_id, tier_id, product_set, is_register, loss_confirmed, aum
    from client_months
    where month = $month::date - interval 12 month
),

pairs as (
    select now.*, past.branch_id as branch_before, past.tier_id as tier_before, past.product_set as set_before,
        coalesce(past.is_register, false) as was_register,
        past.client_no is null as was_none,
        past.loss_confirmed is not null as was_lost,
        past.aum as aum_before
    from now
    left join past on past.client_no = now.client_no
    where exists (select 1 from past)
)

select
    $month::date as month,
    if(was_register, tier_before, null) as tier_before,
    if(was_register, branch_before, null) as branch_before,
    if(was_register, set_before, null) as set_before,
    if(was_register, null, if(was_none, 'new', if(was_lost, 'lost', 'below'))) as state_before,
    if(is_register, tier_id, null) as tier_id,
    branch_id,
    if(is_register, product_set, null) as product_set,
    if(is_register, null, if(loss_confirmed is not null, 'lost', 'below')) as state,
    count(*) as clients,
    sum(aum_before) as aum_before,
    sum(aum) as aum
from pairs
where is_register or was_register
group by all
order by all
