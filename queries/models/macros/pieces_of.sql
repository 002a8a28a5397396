-- what: the clients of the as-of month ranked by the measure, in pieces that end wherever a hundredth of the clients does:
--       of the whole bank made at the load, or, where branches or products are chosen, now
create macro pieces_of(f, measure) as table
select * exclude (measure, month)
from bank_pieces
where
    is_whole_bank(f)
    and bank_pieces.measure = kept_measure(measure)
    and month = as_of(f)
union all
select * exclude (group_id)
from ranked_pieces(f, as_of(f), measure, false, 100)
where not is_whole_bank(f)
