-- what: the register clients of one month that the filters choose, with the amount that they are ranked by and its class;
--       amounts of chosen products have no classes made at the load, they are made here. Clients whose amount is not
--       known stand aside
create macro measured_at(f, at_month, measure) as table
with chosen as (
    select
        client_id,
        if(measure = 'chosen_aum', sum(chosen_aum) filter (month = at_month), sum(chosen_income)) as amount
    from chosen_money(f, if(measure = 'chosen_aum', at_month, at_month - interval 11 month)::date, at_month)
    where measure in ('chosen_aum', 'chosen_income')
    group by client_id
),

measured as (
    select
        clients.client_no,
        clients.client_id,
        clients.branch_id,
        clients.tier_id,
        if(measure in ('aum', 'chosen_aum'), clients.aum_class, clients.contribution_class) as class,
        case
            when (f['products']) is not null and measure in ('chosen_aum', 'chosen_income')
                then coalesce(chosen.amount, 0)
            when measure in ('aum', 'chosen_aum') then clients.aum
            else clients.contribution_12m
        end as amount
    from clients_at(f, at_month) as clients
    left join chosen on chosen.client_id = clients.client_id
)

select
    * replace (
        if(
            (f['products']) is not null and measure in ('chosen_aum', 'chosen_income'),
            ntile(1000) over (order by amount desc, client_no),
            class
        ) as class
    )
from measured
where amount is not null
