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
    findings.rule as rule_id,
    findings.severity as treatment,
    findings.file as source_file,
    any_value(rules.meaning) as rule_says,
    count(*) as findings,
    count(distinct findings.client_id) as clients,
    sum(findings.amount) as amount,
    any_value(rules.fix) as remedy
from findings_in_scope($filters) as findings
left join rules on rules.rule = findings.rule
group by findings.rule, findings.severity, findings.file
order by findings.severity = 'set aside' desc, count(*) desc, findings.rule
