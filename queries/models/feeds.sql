-- what:  one step of every branch's feed, taken before that of its clients. Expected are the clients delivered or
--        awaited the month before who are not closed by the end of this one. A feed has stopped where at least so many
--        of them are missing (feed_clients) and less than a share of them is there (complete_month_share). Where this
--        is true of all branches together, or nothing at all came, every branch under that share has stopped, however few
--        its clients
-- takes: month
insert into feeds
with policy as (
    select
        max(value) filter (policy_id = 'complete_month_share') as complete_share,
        max(value) filter (policy_id = 'feed_clients') as feed_clients
    from policies
),

known as (
    select
        coalesce(before.client_id, facts.client_id) as client_id,
        $month::date as month,
        before.client_id is not null as is_expected,
        facts.client_id is not null as is_delivered
    from (
        select states.client_id
        from client_states as states
        inner join clients on clients.client_id = states.client_id
        where
            states.month = $month::date - interval 1 month
            and (states.is_present or states.is_withheld)
            and coalesce(clients.closed_on > last_day($month::date), true)
    ) as before
    full join (
        select client_id from client_facts where month = $month::date
    ) as facts on facts.client_id = before.client_id
),

counted as (
    select
        branches.branch_id,
        count(*) filter (known.is_expected) as expected,
        count(*) filter (known.is_expected and known.is_delivered) as delivered,
        count(*) filter (known.is_delivered) as present
    from known
    asof join client_branches as branches on branches.client_id = known.client_id
        and branches.from_month <= known.month
    group by branches.branch_id
),

judged as (
    select
        *,
        delivered < policy.complete_share * expected as is_short,
        expected - delivered >= policy.feed_clients as are_many,
        sum(delivered) over () < policy.complete_share * sum(expected) over ()
        and (sum(expected - delivered) over () >= policy.feed_clients or sum(present) over () = 0) as has_bank_stopped
    from counted
    cross join policy
)

select $month::date as month, branch_id, expected, delivered, is_short and (are_many or has_bank_stopped) as is_stopped
from judged
order by branch_id
