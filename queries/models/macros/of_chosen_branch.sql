-- what: whether a branch is one of the chosen; none chosen means all
create macro of_chosen_branch(f, branch_id) as (
    (f['branches']) is null or list_contains((f['branches'])::varchar[], branch_id)
)
