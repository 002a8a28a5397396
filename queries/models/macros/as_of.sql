-- what: the as-of month of the filters
create macro as_of(f) as (f['month'])::date
