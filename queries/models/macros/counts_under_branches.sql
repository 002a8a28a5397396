-- what: whether what belongs to this branch counts under the choice; what belongs to none counts only where no branch is
--       left out
create macro counts_under_branches(f, branch_id) as (
    is_every_branch(f) or of_chosen_branch(f, branch_id)
)
