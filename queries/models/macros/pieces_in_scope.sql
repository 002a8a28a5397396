-- what: the clients of the as-of month ranked by the measure, in pieces that end wherever a hundredth of the clients does:
--       of the whole bank made at the load, or, where branches or products are chosen, now. Where products are chosen,
--       within each branch as well (group_id), because that too is made of the clients then
create macro pieces_in_scope(f, measure) as table
select null::varchar as group_id, * exclude (measure, month)
from bank_pieces
where
    is_whole_bank(f)
    and bank_pieces.measure = kept_measure(measure)
    and month = as_of(f)
union all
select *
from ranked_pieces(f, as_of(f), measure, true, (f['products']) is not null)
where not is_whole_bank(f)
