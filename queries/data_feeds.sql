-- question:     Did every branch deliver every month?
-- grain:        one row per month and branch, 24 months up to the as-of month
-- definition:   Clients who were expected in the month, because they were there the month before and are not
--   closed, and those of them who were delivered. A feed has stopped where too many of them are missing at once:
--   then nobody of it is counted as lost, and a rate is that of the other branches, if they have 90 % of the clients.
-- takes:        filters
-- ignores:      products
-- month:           month  month
-- branch_id:       text   branch
-- expected:        count  clients expected
-- delivered:       count  of those, clients delivered
-- delivered_share: share  clients delivered / clients expected
-- is_stopped:      flag   whether the feed of the branch had stopped
select
    month,
    branch_id,
    expected,
    delivered,
    delivered / nullif(expected, 0) as delivered_share,
    is_stopped
from feeds_in_scope($filters)
where month between as_of($filters) - interval 23 month and as_of($filters)
order by month, branch_id
