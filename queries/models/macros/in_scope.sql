-- what: whether a client with this branch and these products is chosen: its branch is one of the chosen branches, and
--       it holds any of the chosen products; nothing chosen means all
create macro in_scope(f, branch_id, product_ids) as (
    of_chosen_branch(f, branch_id)
    and ((f['products']) is null or list_has_any(product_ids, (f['products'])::varchar[]))
)
