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
        coalesce(before.client_no, facts.client_no) as client_no,
        before.client_no is not null as is_expected,
        facts.client_no is not null as is_delivered
    from (
        select states.client_no
        from client_states as states
        inner join client_numbers as numbers on numbers.client_no = states.client_no
        where
            states.month = $month::date - interval 1 month
            and (states.is_present or states.is_withheld)
            and coalesce(numbers.closed_on > last_day($month::date), true)
    ) as before
    full join (
        select client_no from client_facts where month = $month::date
    ) as facts on facts.client_no = before.client_no
),

counted as (
    select
        branches.branch_id,
        count(*) filter (known.is_expected) as expected,
        count(*) filter (known.is_expected and known.is_delivered) as delivered,
        count(*) filter (known.is_delivered) as present
    from known
    inner join client_branches as branches on branches.client_no = known.client_no
        and branches.from_month <= $month::date
        and branches.until_month > $month::date
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
