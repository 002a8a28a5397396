-- what: the chosen branches as few areas: those of which every branch is chosen, but none inside another one; none chosen
--       means the bank
create macro chosen_areas(f) as table
select area
from areas
where
    (f['branches']) is null
    and area = 'bank'
    or (f['branches']) is not null
    and list_has_all((f['branches'])::varchar[], branches)
    and not coalesce(list_has_all((f['branches'])::varchar[], branches_around), false)
