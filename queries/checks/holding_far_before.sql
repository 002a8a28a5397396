-- rule:     months of holdings do not lie ten years apart
-- file:     holdings
-- severity: stop
-- fix:      correct the month, or leave these rows out
with months as (
    select month, lead(month) over (order by month) as following
    from (select distinct month from delivered.holdings)
)

select
    holdings.file_row,
    'month ' || strftime(holdings.month, '%Y-%m') || ' lies ' || date_diff('year', holdings.month, months.following)
    || ' years before the next month of holdings' as found
from delivered.holdings as holdings
inner join months on months.month = holdings.month
where months.month >= date '1980-01-01' and months.following >= months.month + interval 10 year
