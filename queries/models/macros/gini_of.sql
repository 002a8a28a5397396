-- what: the Gini of a ranking in pieces, of Raffinetti, Siletti and Vernizzi: it survives losses. Inside a piece the
--       amounts are taken for equal, which is less than 0.0001 off; it is exact for up to 500 clients
create macro gini_of(n, before, clients, amount, loss) as (
    sum((n - 2 * before - clients)::decimal(12, 0) * amount::decimal(20, 2))
    / nullif(sum(amount - 2 * loss) * any_value(n), 0)
)
