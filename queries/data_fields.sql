-- question:     For how many clients are the data given?
-- grain:        one row per optional field, the least complete first
-- definition:   Register clients for whom a field is given, of all whose month was delivered, and the same weighted with
--   their AUM. Fields of holdings are those of the as-of month, given where no holding of the client lacks them;
--   fields of clients are as they stand in the last complete month.
-- takes:        filters
-- ignores:      products
-- source_file:   text   file that holds the field
-- field:         text   field
-- clients:       count  register clients
-- clients_given: count  of those, clients for whom the field is given
-- clients_share: share  clients for whom the field is given / register clients
-- aum:           money  AUM of the register clients
-- aum_given:     money  AUM of the clients for whom the field is given
-- aum_share:     share  AUM of the clients for whom the field is given / AUM of all
select
    file as source_file,
    field,
    sum(clients)::bigint as clients,
    sum(clients_given)::bigint as clients_given,
    sum(clients_given) / sum(clients) as clients_share,
    sum(aum) as aum,
    sum(aum_given) as aum_given,
    sum(aum_given) / nullif(sum(aum), 0) as aum_share
from fields_in_scope($filters)
group by file, field
order by clients_share, file desc, field
