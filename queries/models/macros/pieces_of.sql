-- what: the clients of the as-of month ranked by the measure, in pieces that end wherever a hundredth of the clients does
create macro pieces_of(f, measure) as table
select * exclude (group_id) from ranked_pieces(f, as_of(f), measure, false, 100)
