-- what: the chosen clients ranked by the measure, highest first; clients whose measure is not known stand aside
create macro ranked_clients(f, measure) as table
with earned as (
    select client_id, amount
    from chosen_amounts(f, as_of(f), 'chosen_income')
    where measure = 'chosen_income'
),

measured as (
    select
        clients.*,
        case
            when measure = 'aum' then clients.aum
            when measure = 'chosen_aum' then clients.chosen_aum
            when measure = 'chosen_income' and (f['products']) is not null then coalesce(earned.amount, 0)
            else clients.contribution_12m
        end as amount
    from clients_in_scope(f) as clients
    left join earned on earned.client_id = clients.client_id
)

select
    *,
    row_number() over ranking as place,
    count(*) over () as clients_ranked,
    sum(amount) over () as total,
    sum(amount) over ranking as cumulative,
    ceil(100 * row_number() over ranking / count(*) over ())::integer as percentile,
    amount < 0 as is_loss_maker
from measured
where amount is not null
window ranking as (order by amount desc, client_no rows unbounded preceding)
