-- what: the sum of the amounts of the first so many clients of a ranking, of which the last may count in part; a piece of
--       several clients counts as a whole or not at all
create macro sum_of_first(reach, first_place, clients, amount) as sum(if(
    first_place + clients - 1 <= reach,
    amount::decimal(24, 4),
    amount::decimal(20, 2) * greatest(0, least(1, reach - first_place + 1))::decimal(3, 2)
))
