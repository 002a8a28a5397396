-- what: the clients of the register at the comparison month, at the as-of month, or at both, with the state at each:
--       a tier; new or lost; below the register; or elsewhere, in the register but not among the chosen
create macro movements_in_scope(f) as table
with past as (
    select client_no, branch_id, tier_id, aum, is_register, loss_confirmed,
        is_register and in_scope(f, branch_id, product_set) as is_chosen
    from client_months
    where month = compared_with(f)
),

now as (
    select *, is_register and in_scope(f, branch_id, product_set) as is_chosen
    from client_months
    where month = as_of(f)
)

select
    coalesce(now.branch_id, past.branch_id) as branch_id,
    coalesce(now.client_no, past.client_no) as client_no,
    case
        when past.is_chosen then past.tier_id
        when past.is_register then 'elsewhere'
        when past.client_no is null then 'new'
        when past.loss_confirmed is not null then 'lost'
        else 'below'
    end as opening_state,
    case
        when now.is_chosen then now.tier_id
        when now.loss_confirmed is not null then 'lost'
        when now.is_register then 'elsewhere'
        else 'below'
    end as closing_state,
    coalesce(past.is_chosen, false) as was_in,
    coalesce(now.is_chosen, false) as is_in,
    past.aum as aum_before,
    now.* exclude (branch_id, client_no, is_chosen)
from now
full join past on past.client_no = now.client_no
where compared_with(f) is not null and (past.is_chosen or now.is_chosen)
