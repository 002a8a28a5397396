-- what: whether what belongs to a branch counts under the choice, or, where no branch is left out, what belongs to none
create macro of_chosen_or_no_branch(f, branch_id) as (
    is_every_branch(f) or of_chosen_branch(f, branch_id)
)
