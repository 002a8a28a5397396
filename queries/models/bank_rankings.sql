-- what: how much of the contribution the top 20 % of all clients bring in each month: what is seen first of all
insert into bank_rankings
select month, share_of_first(0.2, n, total, before, clients, amount) as top_20_share
from bank_pieces
where measure = 'contribution'
group by month
order by month
