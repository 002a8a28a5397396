-- question:     Who are they?
-- grain:        one row per client
-- definition:   The register: clients whose nominal tier stands in it and who are not lost, with what is known of them
--   at the end of the month. AUM is the average of the month over all products that count; contribution is that of twelve
--   months. A figure opens the clients behind it here, as they stood in the month that the figure is about.
-- takes:        filters
-- opens:        clients_in_scope by client_id
-- client_id:         text   client
-- client_name:       text   name
-- branch_id:         text   branch
-- tier_id:           text   nominal tier
-- eligible_tier_id:  text   tier that the AUM of the month would give
-- grace_left:        months months of grace left before the tier falls
-- aum:               money  AUM of the month, all products
-- chosen_aum:        money [none]  AUM of the month in the chosen products
-- contribution_12m:  money  contribution in twelve months
-- families:          count [none]  product families held
-- rm_id:             text   RM
-- last_contact_on:   date   last effective contact
-- contact_state:     text   state of the contact
-- state:             text   state of the client
-- loss_kind:         text   kind of loss, where lost or leaving
-- loss_onset:        month  month in which it began
-- month:             month  month of these facts
select
    clients.client_id,
    shown_name(persons.client_name) as client_name,
    clients.branch_id,
    clients.tier_id,
    clients.eligible_tier_id,
    clients.grace_left,
    clients.aum,
    chosen_aum_of($filters, clients.client_id, clients.month, clients.is_delivered, clients.aum) as chosen_aum,
    clients.contribution_12m,
    clients.families,
    clients.rm_id,
    clients.last_contact_on,
    clients.contact_state,
    clients.state,
    clients.loss_kind,
    clients.loss_onset,
    clients.month
from clients_in_scope($filters) as clients
inner join client_names as persons on persons.client_no = clients.client_no
order by aum desc nulls last, client_id
