-- question:     What is wrong in the delivered rows?
-- grain:        one row per rule that rows break
-- definition:   Rows that break a rule of the delivery. Set aside: the row is not loaded and counts nowhere. Noted:
--   the row is loaded as it is. The number is that of the load in force, whatever month is chosen; under a choice
--   of branches only rows of their clients count.
-- takes:        filters
-- ignores:      month, products
-- if_none:      No row breaks a rule of the delivery.
-- rule_id:     text   rule
-- treatment:   text   what was done with the rows
-- source_file: text   file
-- rule_says:   text   what should be so
-- findings:    count  rows that break it
-- clients:     count  clients they are about
-- amount:      money  their amounts, where the file has amounts
-- remedy:      text   what to do
select
    found.rule as rule_id,
    found.severity as treatment,
    found.file as source_file,
    any_value(rules.meaning) as rule_says,
    sum(found.findings)::bigint as findings,
    sum(found.clients)::bigint as clients,
    sum(found.amount) as amount,
    any_value(rules.fix) as remedy
from finding_groups as found
left join rules on rules.rule = found.rule
where counts_under_branches($filters, found.branch_id)
group by found.rule, found.severity, found.file
order by found.severity = 'set aside' desc, sum(found.findings) desc, found.rule
