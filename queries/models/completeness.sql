-- what:  for how many register clients of one month, and for how much of their AUM, each optional field of holdings was
--        delivered, by branch
-- takes: month
insert into completeness
with register as (
    select months.branch_id, months.aum, facts.fields_given
    from client_months as months
    inner join client_facts as facts on facts.month = $month::date and facts.client_no = months.client_no
    where months.month = $month::date and months.is_register and months.aum is not null
),

fields as (
    select unnest(['average_balance', 'interest_income', 'fee_income', 'expected_loss', 'cost_to_serve']) as field,
        unnest([1, 2, 4, 8, 16])::utinyint as field_bit
)

select
    'holdings' as file,
    fields.field,
    $month::date as month,
    register.branch_id,
    count(*) as clients,
    count(*) filter (register.fields_given & fields.field_bit <> 0) as clients_given,
    sum(register.aum) as aum,
    coalesce(sum(register.aum) filter (register.fields_given & fields.field_bit <> 0), 0) as aum_given
from register
cross join fields
group by fields.field, register.branch_id
order by field, branch_id
