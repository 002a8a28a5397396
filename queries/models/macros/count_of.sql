-- what: how many clients stand in the groups of which this is true
create macro count_of(clients, is_counted) as coalesce(sum(if(is_counted, clients, 0)), 0)::bigint
