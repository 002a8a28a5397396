-- rule:     some client of the last month reaches the register
-- file:     holdings
-- severity: note
-- asked:    late
-- fix:      write amounts in the currency's own unit, yuan and not ten thousand yuan, or correct min_aum in tiers
with latest as (
    select *
    from client_months
    where month = (select max(month) from months)
)

select
    'holdings, ' || strftime(any_value(month), '%Y-%m') as place,
    'of ' || count(*) || ' clients none reaches ' || (select min(min_aum) from tiers where in_register)
    || '; the largest holds ' || coalesce(max(aum), 0) as found
from latest
having count(*) > 0 and not bool_or(is_register)
