-- what: the share of the total that the first clients of a ranking have, by their share of all clients. The client on the
--       boundary is split. Without a positive total there is none
create macro share_of_first(share, n, total, before, clients, amount) as (
    sum_of_first(share * n, before, clients, amount) / nullif(greatest(any_value(total), 0), 0)
)
