-- what: whether a client with this branch and this set of products is chosen: its branch is one of the chosen branches,
--       and it holds any of the chosen products; nothing chosen means all
create macro in_scope(f, branch_id, product_set) as (
    of_chosen_branch(f, branch_id) and holds_chosen(f, product_set)
)
