-- rule:     the tier that a product is reserved for is there
-- file:     products
-- severity: note
-- fix:      correct exclusive_tier
select products.file_row, 'exclusive_tier ' || products.exclusive_tier || ' is not in the tiers' as found
from delivered.products as products
where
    products.exclusive_tier not in (select tier_id from delivered.tiers where tier_id is not null)
    and exists (select 1 from delivered.tiers)
