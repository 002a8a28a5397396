-- what: how much of the contribution the top 20 % of the clients bring in the as-of and the comparison month
create macro top_20_exactly(f) as table
select as_of(f) as month, top_20_share
from concentration_at(f, as_of(f), 'contribution', false)
union all
select compared_with(f) as month, top_20_share
from concentration_at(f, compared_with(f), 'contribution', false)
where compared_with(f) is not null
