-- question:     Which rows are wrong?
-- grain:        one row per row of a file and rule that it breaks
-- definition:   Every row that was set aside, so that it can be mended and delivered again, and every row that was
--   only noted: where it stands, what was found, and its whole content.
-- takes:        filters
-- ignores:      month, products
-- rule_id:     text   rule
-- treatment:   text   what was done with the row
-- source_file: text   file
-- place:       text   where it stands
-- found:       text   what was found
-- client_id:   text   client
-- branch_id:   text   branch
-- amount:      money  its amount, where the file has amounts
-- content:     text   the whole row
select
    rule as rule_id,
    severity as treatment,
    file as source_file,
    place,
    found,
    client_id,
    branch_id,
    amount,
    content
from findings_in_scope($filters)
order by severity = 'set aside' desc, rule, part, line
