-- what:  all clients of one month ranked, in pieces: what concentration is told from before anything is chosen
-- takes: month
insert into bank_pieces
select 'contribution' as measure, $month::date as month, * exclude (group_id)
from ranked_pieces($filters, $month::date, 'contribution', false, 100)
union all
select 'aum' as measure, $month::date as month, * exclude (group_id)
from ranked_pieces($filters, $month::date, 'aum', false, 100)
order by measure, before
