-- what: all clients of each month ranked, in pieces: what concentration is told from before anything is chosen
insert into bank_pieces
select 'contribution' as measure, months.month, ranked.* exclude (group_id)
from months, lateral (select * from ranked_pieces($filters, months.month, 'contribution', true, false)) as ranked
union all
select 'aum' as measure, months.month, ranked.* exclude (group_id)
from months, lateral (select * from ranked_pieces($filters, months.month, 'aum', true, false)) as ranked
order by month, measure, before
