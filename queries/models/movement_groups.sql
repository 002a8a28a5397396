-- what:  the clients who stand in the register in one month, or stood in it a month, a quarter or a year before, by
--        where they stood then and now; those of a year are sums of holder_movements
-- takes: month
insert into movement_groups
with now as (
    select client_no, branch_id, tier_id, is_register, loss_confirmed, aum
    from client_months
    where month = $month::date
),

past as (
    select date_diff('month', month, $month::date) as months_back, client_no, branch_id, tier_id, is_register,
        loss_confirmed, aum
    from client_months
    where month in ($month::date - interval 1 month, $month::date - interval 3 month)
),

pairs as (
    select spans.months_back, now.*, past.branch_id as branch_before, past.tier_id as tier_before,
        coalesce(past.is_register, false) as was_register,
        past.client_no is null as was_none,
        past.loss_confirmed is not null as was_lost,
        past.aum as aum_before
    from now
    inner join (select distinct months_back from past) as spans on true
    left join past on past.client_no = now.client_no and past.months_back = spans.months_back
)

select
    $month::date as month,
    months_back,
    if(was_register, tier_before, null) as tier_before,
    if(was_register, branch_before, null) as branch_before,
    if(was_register, null, if(was_none, 'new', if(was_lost, 'lost', 'below'))) as state_before,
    if(is_register, tier_id, null) as tier_id,
    branch_id,
    if(is_register, null, if(loss_confirmed is not null, 'lost', 'below')) as state,
    count(*) as clients,
    sum(aum_before) as aum_before,
    sum(aum) as aum
from pairs
where is_register or was_register
group by all
union all
select
    month,
    12 as months_back,
    tier_before,
    branch_before,
    state_before,
    tier_id,
    branch_id,
    state,
    sum(clients)::bigint as clients,
    sum(aum_before) as aum_before,
    sum(aum) as aum
from holder_movements
where month = $month::date
group by all
order by all
