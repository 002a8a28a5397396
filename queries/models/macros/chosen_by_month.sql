-- what: AUM of the register clients in the chosen products, by month, branch and tier, one row per product; all their AUM
--       where none is chosen
create macro chosen_by_month(f, from_month, to_month) as table
select month, branch_id, tier_id, aum as chosen_aum
from product_groups
where
    month between from_month and to_month
    and tier_id is not null
    and of_chosen_branch(f, branch_id)
    and of_chosen_product(f, product_id)
