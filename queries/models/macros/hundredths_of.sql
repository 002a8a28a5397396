-- what: the clients of the as-of month ranked by the measure, highest first, in a hundred groups of nearly equal size:
--       `place` is that of the last of the group, `n` how many there are, `total` what all of them bring
create macro hundredths_of(f, measure) as table
select
    ceil(100 * place / n)::integer as percentile,
    sum(clients)::bigint as clients,
    max(place) as place,
    any_value(n) as n,
    sum(amount) as amount,
    sum(sum(amount)) over () as total
from ranked_pieces(f, measure)
group by percentile
