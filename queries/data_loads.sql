-- question:     How has what we load changed?
-- grain:        one row per load, the oldest first
-- definition:   Every load of this bank: rows delivered, set aside and loaded, rows found wrong in any way, and the
--   register clients and their AUM in its last month. The last row is the load that is shown.
-- takes:        filters
-- ignores:      month, branches, products
-- load_number:    text   load
-- loaded_on:      date   day of the load
-- load_kind:      text   whether everything was loaded or something added
-- files:          count  files loaded
-- rows_delivered: count  rows delivered
-- rows_set_aside: count  rows set aside
-- rows_loaded:    count  rows loaded
-- findings:       count  rows set aside or noted, once per rule
-- last_month:     month  last month
-- clients:        count  register clients delivered in it
-- aum:            money  their AUM
select
    load_id as load_number,
    loaded_at::date as loaded_on,
    kind as load_kind,
    files,
    rows_in as rows_delivered,
    rows_set_aside,
    rows_loaded,
    findings,
    last_month,
    clients,
    aum
from loads
where $filters is not null
order by loaded_at, load_id
