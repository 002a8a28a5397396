-- rule:     a city lies in one region
-- file:     branches
-- severity: note
-- fix:      correct region
select
    branches.file_row,
    'city ' || branches.city || ' lies in ' || branches.region || ' here, and in ' || first_rows.region
    || ' in {earlier}' as found,
    first_rows.file_row as earlier_row
from delivered.branches as branches
inner join (
    select city, min_by(region, file_row) as region, min(file_row) as file_row
    from delivered.branches
    group by city
) as first_rows on first_rows.city = branches.city
where branches.region <> first_rows.region
