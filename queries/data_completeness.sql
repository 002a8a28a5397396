-- question:     Which branches leave fields empty?
-- grain:        one row per optional field and branch
-- definition:   Register clients for whom a field is given, by the branch that looks after them, of all register
--   clients of the branch, and the same weighted with their AUM. Fields of holdings are those of the as-of month,
--   fields of clients are as they stand in the last complete month.
-- takes:        filters
-- ignores:      products
-- branch_id:     text   branch
-- source_file:   text   file that holds the field
-- field:         text   field
-- clients:       count  register clients of the branch
-- clients_given: count  of those, clients for whom the field is given
-- clients_share: share  clients for whom the field is given / register clients of the branch
-- aum:           money  AUM of the register clients of the branch
-- aum_given:     money  AUM of the clients for whom the field is given
-- aum_share:     share  AUM of the clients for whom the field is given / AUM of all
-- is_short_of_clients: flag whether it is given for a smaller share of clients than figures need
-- is_short_of_aum: flag whether it is given for a smaller share of the AUM than figures need
with policy as (
    select value as field_share
    from policies
    where policy_id = 'field_share'
)

select
    branch_id,
    file as source_file,
    field,
    clients,
    clients_given,
    clients_given / clients as clients_share,
    aum,
    aum_given,
    aum_given / nullif(aum, 0) as aum_share,
    clients_given < policy.field_share * clients as is_short_of_clients,
    aum_given < policy.field_share * aum as is_short_of_aum
from fields_in_scope($filters)
cross join policy
order by avg(clients_given / clients) over (partition by branch_id), branch_id, file desc, field
