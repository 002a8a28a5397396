-- rule:     the first month brings almost all clients who had joined before it
-- file:     holdings
-- severity: note
-- asked:    late
-- fix:      deliver the rows that are missing, with --add, or leave the month out; its rates are of those delivered
with policy as (
    select
        max(value) filter (policy_id = 'complete_month_share') as complete_share,
        max(value) filter (policy_id = 'feed_clients') as feed_clients
    from policies
),

began as (select min(month) as month from months),

counted as (
    select next_months.branch_id, count(*) as expected, count(first_months.client_no) as delivered
    from began
    inner join client_months as next_months on next_months.month = began.month + interval 1 month
    inner join clients on clients.client_id = next_months.client_id and clients.joined_on < began.month
    left join client_months as first_months on first_months.month = began.month
        and first_months.client_no = next_months.client_no
    where next_months.state = 'present'
    group by next_months.branch_id
)

select
    'holdings, ' || strftime(began.month, '%Y-%m') as place,
    counted.delivered || ' of ' || counted.expected || ' clients of branch ' || counted.branch_id
    || ', delivered the month after and joined before, were delivered' as found,
    counted.branch_id
from counted
cross join began
cross join policy
where
    counted.expected - counted.delivered >= policy.feed_clients
    and counted.delivered < policy.complete_share * counted.expected
order by counted.branch_id
