-- what: so many months up to the as-of month
create macro last_months(f, how_many) as list_transform(
    range(how_many), lambda place: (as_of(f) - to_months(place::integer))::date
)
