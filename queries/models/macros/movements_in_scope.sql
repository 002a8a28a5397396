-- what: the clients of the register at the comparison month, at the as-of month, or at both, with the state at each:
--       a tier; new or lost; below the register; or elsewhere, in the register but not among the chosen
create macro movements_in_scope(f) as table
with opening as (
    select client_no, tier_id, aum
    from clients_compared(f)
),

closing as (
    select client_no, tier_id, aum
    from clients_in_scope(f)
),

moved as (
    select
        coalesce(opening.client_no, closing.client_no) as client_no,
        opening.client_no is not null as was_in,
        closing.client_no is not null as is_in,
        opening.tier_id as opening_tier_id,
        closing.tier_id as closing_tier_id,
        opening.aum as opening_aum,
        closing.aum as closing_aum
    from opening
    full join closing on closing.client_no = opening.client_no
    where compared_with(f) is not null
)

select
    coalesce(now, past)['branch_id'] as branch_id,
    moved.client_no,
    case
        when moved.was_in then moved.opening_tier_id
        when past.is_register then 'elsewhere'
        when past.client_no is null or past.loss_confirmed is not null then 'new'
        else 'below'
    end as opening_state,
    case
        when moved.is_in then moved.closing_tier_id
        when now.loss_confirmed is not null then 'lost'
        when now.is_register then 'elsewhere'
        else 'below'
    end as closing_state,
    moved.was_in,
    moved.is_in,
    moved.opening_aum as aum_before,
    now.aum,
    now.* exclude (branch_id, client_no, aum),
    now.aum as chosen_aum
from moved
left join client_months as past on past.client_no = moved.client_no and past.month = compared_with(f)
left join client_months as now on now.client_no = moved.client_no and now.month = as_of(f)
