-- what: the fewest clients of a ranking who bring four fifths of the total / all clients; `cumulative` is the amount up to
--       the end of a piece. Without a positive total there are none
create macro clients_for_80(n, total, before, clients, amount, cumulative) as (
    min(
        (before + clients * (0.8 * total - (cumulative - amount)) / nullif(amount, 0)) / n
    ) filter (total > 0 and cumulative >= 0.8 * total and cumulative - amount < 0.8 * total)
)
