-- question:     Who may stand in the books twice?
-- grain:        one row per client who may be the same person as an earlier one in the file, and reason, the hundred
--   with the most AUM
-- definition:   Clients whose identity number, or whose telephone number together with the year of birth, is that
--   of another client delivered before them. They are loaded as they are: two records of one person may hide that
--   it belongs to a higher tier. AUM and tier are those of the as-of month. The hundred rows with the most AUM are
--   listed; the file of every wrong row has all.
-- takes:        filters
-- ignores:      products
-- if_none:      No client has the number of another.
-- rule_id:     text    rule
-- rule_says:   text    what should be so
-- client_id:   text    client
-- client_name: text    name
-- branch_id:   text    branch
-- tier_id:     text    tier
-- aum:         money   AUM of the month, all products
-- part:        text    file, as it was delivered
-- line:        count [none]  line of the file
-- rows_found:  count   such rows in all
-- suspected:   count   clients whom they are about
with found as (
    select *
    from suspected_records
    where counts_under_branches($filters, branch_id)
),

largest as (
    select
        found.*,
        clients.tier_id,
        clients.aum
    from found
    left join client_months as clients on clients.client_no = found.client_no and clients.month = as_of($filters)
    order by clients.aum desc nulls last, found.client_id, found.rule
    limit 100
)

select
    largest.rule as rule_id,
    rules.meaning as rule_says,
    largest.client_id,
    shown_name(names.client_name) as client_name,
    largest.branch_id,
    largest.tier_id,
    largest.aum,
    largest.part,
    largest.line,
    counted.rows_found,
    counted.suspected
from largest
inner join rules on rules.rule = largest.rule
inner join client_names as names on names.client_no = largest.client_no
cross join (select count(*) as rows_found, count(distinct client_no) as suspected from found) as counted
order by largest.aum desc nulls last, largest.client_id, largest.rule
