-- rule:     ranks begin at 1; thresholds and grace months are not negative
-- file:     tiers
-- severity: stop
-- fix:      correct the number
select
    file_row,
    'tier_rank ' || tier_rank || ', min_aum ' || min_aum || ', grace_months ' || grace_months || ' cannot be' as found
from delivered.tiers
where tier_rank not between 1 and 1000 or min_aum < 0 or grace_months not between 0 and 1200
