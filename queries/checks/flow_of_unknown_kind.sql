-- rule:     a movement is external, internal, interest, market or fx
-- file:     flows
-- severity: set aside
-- fix:      correct kind
select file_row, 'kind ' || kind || ' is not known' as found
from delivered.flows
where kind not in ('external', 'internal', 'interest', 'market', 'fx')
