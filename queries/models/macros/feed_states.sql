-- what: whether the feed of each branch ran in the as-of month
create macro feed_states(f) as table
select branch_id, if(is_stopped, 'not_delivered', 'delivered') as feed_state
from feeds
where month = as_of(f)
