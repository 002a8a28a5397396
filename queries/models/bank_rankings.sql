-- what:  how much of the contribution the top 20 % of all clients bring in one month: what is seen first of all
-- takes: month
insert into bank_rankings
select *
from top_20_at($filters, $month::date)
