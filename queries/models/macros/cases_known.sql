-- what: the clients that a rate is made of: those of branches whose feed ran; null where they are too small a share of all
create macro cases_known(clients, stopped) as if(
    clients - stopped >= (select value from policies where policy_id = 'complete_month_share') * clients,
    nullif(clients - stopped, 0),
    null
)
