-- what: whether a client with this branch and this set of products is chosen: its branch is one of the chosen branches,
--       and it holds any of the chosen products; nothing chosen means all. Of many rows a list to join finds the chosen
--       quicker than of_chosen_branch does
create macro in_scope(f, branch_id, product_set) as (
    ((f['branches']) is null or branch_id in (select unnest((f['branches'])::varchar[])))
    and holds_chosen(f, product_set)
)
