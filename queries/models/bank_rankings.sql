-- what:  how much of the contribution the top 20 % of all clients bring in one month: what is seen first of all
-- takes: month
insert into bank_rankings
with everything as (
    select {'month': $month, 'comparison': null, 'branches': null, 'products': null} as chosen
)

select *
from top_20_at((select chosen from everything), $month::date)
