-- what: every product with a number, and a row of bits in which only its own is set: the bits of the products that a
--       client holds, put together, are the set of them
create table scaffold.product_numbers as
with numbered as (
    select
        *,
        (row_number() over (order by product_id) - 1)::integer as product_no,
        count(*) over () as products
    from products
)

select
    product_no,
    product_id,
    family,
    counts_as_aum,
    set_bit(repeat('0', products::integer)::bit, product_no, 1) as product_bits
from numbered
order by product_no
