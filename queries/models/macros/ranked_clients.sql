-- what: the chosen clients ranked by the measure, highest first; clients whose measure is not known stand aside
create macro ranked_clients(f, measure) as table
with measured as (
    select
        *,
        case measure
            when 'aum' then aum
            when 'chosen_aum' then chosen_aum
            when 'chosen_income' then chosen_income_12m
            else contribution_12m
        end as amount
    from clients_in_scope(f)
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
