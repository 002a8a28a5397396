-- what: the clients of the as-of month ranked by the measure, highest first, with the hundredth of them to which each
--       piece of the ranking belongs
create macro hundredths_of(f, measure) as table
select
    ceil(100 * (first_place + clients - 1) / n)::integer as percentile,
    clients,
    first_place + clients - 1 as place_after,
    amount,
    n,
    total
from ranked_pieces(f, as_of(f), measure, false)
