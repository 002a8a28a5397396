-- what: the comparison month of the filters, null where there is none
create macro compared_with(f) as (f['comparison'])::date
