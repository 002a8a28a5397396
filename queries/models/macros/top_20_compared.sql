-- what: how much of the contribution the top 20 % of the clients bring, in the as-of month and in the comparison month: of
--       the whole bank made at the load, or, where branches or products are chosen, now
create macro top_20_compared(f) as table
select *
from bank_rankings
where is_whole_bank(f) and month in (as_of(f), compared_with(f))
union all
select *
from top_20_at(f, as_of(f))
where not is_whole_bank(f)
union all
select *
from top_20_at(f, compared_with(f))
where not is_whole_bank(f) and compared_with(f) is not null
