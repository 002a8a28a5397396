-- what: the clients of the as-of month ranked by the measure, highest first, in a hundred groups of nearly equal size:
--       `place` is that of the last of the group, `n` how many there are, `total` what all of them bring
create macro hundredths_of(f, measure) as table
select
    ceil(100 * (before + clients) / n)::integer as percentile,
    sum(clients)::bigint as clients,
    max(before + clients) as place,
    any_value(n) as n,
    sum(amount) as amount,
    any_value(total) as total
from ranked_pieces(
    f, as_of(f), measure, false, list_transform(range(1, 100), lambda hundredth: hundredth / 100)
)
group by percentile
