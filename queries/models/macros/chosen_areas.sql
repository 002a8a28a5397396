-- what: the chosen branches as few areas: those of which every branch is chosen, but none inside another one; none chosen
--       means the bank
create macro chosen_areas(f) as table
select 'bank' as area
where (f['branches']) is null
union all
select area
from areas
where
    (f['branches']) is not null
    and if(
        branch_id is null,
        list_has_all((f['branches'])::varchar[], branches),
        list_contains((f['branches'])::varchar[], branch_id)
    )
    and not coalesce(
        list_contains(
            (
                select list(area)
                from areas
                where branch_id is null and list_has_all((f['branches'])::varchar[], branches)
            ),
            larger
        ),
        false
    )
