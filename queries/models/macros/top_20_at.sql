-- what: how much of the contribution the top 20 % of the clients of one month bring: top_20_share of concentration_at, for
--       a figure that needs nothing else of it
create macro top_20_at(f, at_month) as table
select
    sum_of_first(0.2 * n, before, clients, amount) / nullif(greatest(any_value(total), 0), 0) as top_20_share
from ranked_pieces(f, at_month, 'contribution', false, [0.2])
