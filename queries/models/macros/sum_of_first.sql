-- what: the sum of the amounts of the first so many clients of a ranking: of a class in which the limit falls, a part
create macro sum_of_first(reach, before, clients, amount) as sum(
    amount::decimal(20, 2) * greatest(0, least(1, (reach - before) / clients))::decimal(11, 10)
)
