-- what: the register clients of one month that the filters choose, judged by their branch and products of that month
create macro register_at(f, at_month) as table
with chosen as (
    select
        client_id,
        sum(chosen_aum) filter (month = at_month) as chosen_aum,
        sum(chosen_income) as chosen_income_12m
    from chosen_money(f, (at_month - interval 11 month)::date, at_month)
    group by client_id
)

select
    client_months.*,
    if((f['products']) is null, client_months.aum, coalesce(chosen.chosen_aum, 0)) as chosen_aum,
    if((f['products']) is null, client_months.contribution_12m, coalesce(chosen.chosen_income_12m, 0))
        as chosen_income_12m,
    not coalesce(client_months.is_covered, true) as is_uncovered,
    case
        when client_months.uncovered_days is null then null
        when client_months.uncovered_days <= 30 then '0-30'
        when client_months.uncovered_days <= 90 then '31-90'
        when client_months.uncovered_days <= 365 then '91-365'
        else '366+'
    end as uncovered_band
from client_months
left join chosen on chosen.client_id = client_months.client_id
where
    client_months.month = at_month
    and client_months.is_register
    and in_scope(f, client_months.branch_id, client_months.product_ids)
