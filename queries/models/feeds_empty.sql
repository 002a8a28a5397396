-- what: the empty table that the monthly steps fill: whether the feed of each branch ran in each month
create table feeds (
    month date not null,
    branch_id varchar not null,
    expected bigint not null, -- clients of the branch to be delivered
    delivered bigint not null, -- of those, delivered this month
    is_stopped boolean not null -- so many are missing that they have not left: they were not delivered
)
