-- what: the last effective contact with a client up to the end of a month
create table client_contacts as
with effective as (
    select distinct client_id, contacted_on
    from contacts
    where coalesce(is_effective, true)
),

ends as (
    select states.month, months.month_end, states.client_id
    from client_states as states
    inner join months on months.month = states.month
)

select ends.month, ends.client_id, effective.contacted_on as last_contact_on
from ends
asof join effective on effective.client_id = ends.client_id and effective.contacted_on <= ends.month_end
order by ends.month, ends.client_id
