-- what: the month that opens the twelve months up to the as-of month
create macro opening_month(f) as (as_of(f) - interval 12 month)::date
