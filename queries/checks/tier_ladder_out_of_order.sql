-- rule:     a higher tier begins at a higher threshold
-- file:     tiers
-- severity: stop
-- fix:      number the tiers from the lowest threshold up
with ladder as (
    select file_row, tier_id, tier_rank, min_aum, lag(min_aum) over (order by tier_rank) as min_aum_below
    from delivered.tiers
)

select
    file_row,
    'tier_rank ' || tier_rank || ' (' || tier_id || ') begins at ' || min_aum || ', not above the rank under it ('
    || min_aum_below || ')' as found
from ladder
where min_aum <= min_aum_below
