-- what: the chosen clients ranked by the measure, highest first; clients whose measure is not known stand aside
create macro ranked_clients(f, measure) as table
with chosen as (
    select client_id, amount
    from chosen_amounts(f, as_of(f), measure)
    where measure in ('chosen_aum', 'chosen_income')
),

measured as (
    select
        clients.*,
        case
            when measure = 'aum' or (measure = 'chosen_aum' and (f['products']) is null) then clients.aum
            when measure = 'chosen_aum' then if(clients.aum is null, null, coalesce(chosen.amount, 0))
            when measure = 'chosen_income' and (f['products']) is not null then coalesce(chosen.amount, 0)
            else clients.contribution_12m
        end as amount
    from clients_in_scope(f) as clients
    left join chosen on chosen.client_id = clients.client_id
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
