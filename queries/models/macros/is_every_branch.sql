-- what: whether no branch is left out: only then does what belongs to no branch count
create macro is_every_branch(f) as (
    (f['branches']) is null or list_has_all((f['branches'])::varchar[], (select list(branch_id) from branches))
)
