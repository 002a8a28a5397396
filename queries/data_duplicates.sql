-- question:     Who may stand in the books twice?
-- grain:        one row per client who may be the same person as an earlier one in the file, and reason
-- definition:   Clients whose identity number, or whose telephone number together with the year of birth, is that
--   of another client delivered before them. They are loaded as they are: two records of one person may hide that
--   it belongs to a higher tier. AUM and tier are those of the as-of month.
-- takes:        filters
-- ignores:      products
-- rule_id:     text    rule
-- rule_says:   text    what should be so
-- client_id:   text    client
-- client_name: text    name
-- branch_id:   text    branch
-- tier_id:     text    tier
-- aum:         money   AUM of the month, all products
-- part:        text    file, as it was delivered
-- line:        number  line of the file
select
    findings.rule as rule_id,
    rules.meaning as rule_says,
    findings.client_id,
    shown_name(clients.client_name) as client_name,
    findings.branch_id,
    client_months.tier_id,
    client_months.aum,
    findings.part,
    findings.line
from findings_in_scope($filters) as findings
inner join rules on rules.rule = findings.rule
inner join clients on clients.client_id = findings.client_id
left join client_months on client_months.client_id = findings.client_id and client_months.month = as_of($filters)
where findings.rule like 'two_records_of_one_person%'
order by client_months.aum desc nulls last, findings.client_id, findings.rule
