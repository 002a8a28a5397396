-- what: the measures of concentration of a group, over its pieces
create macro concentration_of(n, total, before, clients, amount, cumulative, loss_makers, loss) as {
    'clients': any_value(n)::bigint,
    'amount': any_value(total),
    'top_20_share': share_of_first(0.2, n, total, before, clients, amount),
    'clients_for_80_share': clients_for_80(n, total, before, clients, amount, cumulative),
    'gini': gini_of(n, before, clients, amount, loss),
    'loss_makers': sum(loss_makers)::bigint,
    'loss': sum(loss)
}
