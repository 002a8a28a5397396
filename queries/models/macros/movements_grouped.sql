-- what: the clients of movements_in_scope by the state at either month, counted and added up: groups made at the load,
--       or, where products are chosen and the months are not a year apart, the clients one by one
create macro movements_grouped(f) as table
with pairs as (
    select
        tier_before,
        coalesce(of_chosen_branch(f, branch_before), false) as was_chosen,
        state_before,
        tier_id,
        of_chosen_branch(f, branch_id) as is_chosen,
        state,
        clients,
        aum_before,
        aum
    from movement_groups
    where
        is_movement_grouped(f)
        and month = as_of(f)
        and months_back = date_diff('month', compared_with(f), as_of(f))
    union all
    select
        tier_before,
        coalesce(in_scope(f, branch_before, set_before), false) as was_chosen,
        state_before,
        tier_id,
        coalesce(in_scope(f, branch_id, product_set), false) as is_chosen,
        state,
        clients,
        aum_before,
        aum
    from holder_movements
    where is_movement_of_holders(f) and month = as_of(f)
    union all
    select
        if(past.is_register, past.tier_id, null) as tier_before,
        past.is_register and in_scope(f, past.branch_id, past.product_set) as was_chosen,
        if(past.client_no is null, 'new', if(past.loss_confirmed is not null, 'lost', 'below')) as state_before,
        if(now.is_register, now.tier_id, null) as tier_id,
        now.is_register and in_scope(f, now.branch_id, now.product_set) as is_chosen,
        if(now.loss_confirmed is not null, 'lost', 'below') as state,
        1 as clients,
        past.aum as aum_before,
        now.aum
    from (select * from client_months where month = as_of(f)) as now
    left join (
        select * from client_months where month = compared_with(f)
    ) as past on past.client_no = now.client_no
    where not is_movement_grouped(f) and not is_movement_of_holders(f) and compared_with(f) is not null
),

stated as (
    select
        tier_before is not null and was_chosen as was_in,
        tier_id is not null and is_chosen as is_in,
        if(tier_before is null, state_before, if(was_chosen, tier_before, 'elsewhere')) as opening_state,
        if(tier_id is null, state, if(is_chosen, tier_id, 'elsewhere')) as closing_state,
        clients,
        aum_before,
        aum
    from pairs
)

select
    opening_state,
    closing_state,
    sum(clients)::bigint as clients,
    sum(aum_before) as aum_before,
    sum(aum) as aum
from stated
where was_in or is_in
group by opening_state, closing_state
