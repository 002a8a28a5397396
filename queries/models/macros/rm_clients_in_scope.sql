-- what: the register clients of the RMs who sit in the chosen branches, whatever the clients' own branch and products
create macro rm_clients_in_scope(f) as table
select
    client_months.*,
    tiers.load_weight,
    managers.branch_id as rm_branch_id
from client_months
inner join relationship_managers as managers on managers.rm_id = client_months.rm_id
inner join tiers on tiers.tier_id = client_months.tier_id
where
    client_months.month = as_of(f)
    and client_months.is_register
    and of_chosen_branch(f, managers.branch_id)
