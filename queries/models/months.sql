-- what: the calendar, and whether the bank's feed ran in each month: a month is complete unless it stopped. Of a month
--       that has a year, the eleven months before it are in the calendar too; of one that has a year of losses, so are
--       those that a silent loss is told from: it is seen once there is a baseline before it
create table months as
with policy as (
    select
        max(value) filter (policy_id = 'complete_month_share') as complete_share,
        max(value) filter (policy_id = 'feed_clients') as feed_clients,
        max(value) filter (policy_id = 'baseline_months') as baseline_months
    from policies
),

present as (
    select month, count(*) filter (is_present) as clients
    from client_states
    group by month
),

bank as (
    select month, sum(expected) as expected, sum(delivered) as delivered
    from feeds
    group by month
)

select
    calendar.month,
    calendar.month_end,
    coalesce(present.clients, 0) > 0 and not (
        coalesce(bank.expected - bank.delivered, 0) >= policy.feed_clients
        and bank.delivered < policy.complete_share * bank.expected
    ) as is_complete,
    row_number() over (order by calendar.month) >= 12 as has_year,
    row_number() over (order by calendar.month) >= 12 + policy.baseline_months as has_loss_year
from calendar
cross join policy
left join present on present.month = calendar.month
left join bank on bank.month = calendar.month
order by calendar.month
