-- what: the register clients that the filters choose, for each of the 24 months up to the as-of month
create macro register_by_month(f) as table
select
    client_months.*,
    if((f['products']) is null, client_months.aum, coalesce(chosen.chosen_aum, 0)) as chosen_aum
from client_months
left join chosen_money(f, (as_of(f) - interval 23 month)::date, as_of(f)) as chosen
    on chosen.month = client_months.month and chosen.client_id = client_months.client_id
where
    client_months.month between as_of(f) - interval 23 month and as_of(f)
    and client_months.is_register
    and in_scope(f, client_months.branch_id, client_months.product_set)
