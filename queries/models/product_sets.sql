-- what: every set of products that some client holds in some month, with a number, and from how many families they are.
--       Set 0 is that of who holds nothing
create table scaffold.product_sets as
with sets as (
    select product_bits, (row_number() over (order by product_bits))::integer as product_set
    from (select distinct product_bits from client_states where product_bits is not null)
)

select sets.product_set, sets.product_bits, count(distinct products.family)::integer as families
from sets
inner join product_numbers as products on get_bit(sets.product_bits, products.product_no) = 1
group by sets.product_set, sets.product_bits
union all
select 0, null, 0
order by product_set
