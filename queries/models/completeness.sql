-- what: for how many register clients, and for how much of their AUM, each optional field was delivered: fields of
--       holdings per month and branch, fields of clients per branch as they stand now (no month)
create table completeness as
with register as (
    select month, client_id, branch_id, aum
    from client_months
    where is_register and aum is not null
),

holding_fields as (
    select
        month,
        client_id,
        bool_and(average_balance is not null) as average_balance,
        bool_and(interest_income is not null) as interest_income,
        bool_and(fee_income is not null) as fee_income,
        bool_and(expected_loss is not null) as expected_loss,
        bool_and(cost_to_serve is not null) as cost_to_serve
    from holdings
    group by month, client_id
),

holding_counts as (
    select
        register.month,
        register.branch_id,
        count(*) as clients,
        sum(register.aum)::decimal(18, 2) as aum,
        unnest([
            {'field': 'average_balance', 'clients_given': count(*) filter (average_balance), 'aum_given': sum(aum) filter (average_balance)},
            {'field': 'interest_income', 'clients_given': count(*) filter (interest_income), 'aum_given': sum(aum) filter (interest_income)},
            {'field': 'fee_income', 'clients_given': count(*) filter (fee_income), 'aum_given': sum(aum) filter (fee_income)},
            {'field': 'expected_loss', 'clients_given': count(*) filter (expected_loss), 'aum_given': sum(aum) filter (expected_loss)},
            {'field': 'cost_to_serve', 'clients_given': count(*) filter (cost_to_serve), 'aum_given': sum(aum) filter (cost_to_serve)}
        ]) as counted
    from register
    inner join holding_fields on holding_fields.month = register.month
        and holding_fields.client_id = register.client_id
    group by register.month, register.branch_id
),

client_counts as (
    select
        register.branch_id,
        count(*) as clients,
        sum(register.aum)::decimal(18, 2) as aum,
        unnest([
            {'field': 'client_name', 'clients_given': count(client_name), 'aum_given': sum(aum) filter (client_name is not null)},
            {'field': 'birth_year', 'clients_given': count(birth_year), 'aum_given': sum(aum) filter (birth_year is not null)},
            {'field': 'industry', 'clients_given': count(industry), 'aum_given': sum(aum) filter (industry is not null)},
            {'field': 'client_groups', 'clients_given': count(client_groups), 'aum_given': sum(aum) filter (client_groups is not null)},
            {'field': 'phone', 'clients_given': count(phone), 'aum_given': sum(aum) filter (phone is not null)},
            {'field': 'identity_number', 'clients_given': count(identity_number), 'aum_given': sum(aum) filter (identity_number is not null)}
        ]) as counted
    from register
    inner join clients on clients.client_id = register.client_id
    where register.month = (select max(month) from months where is_complete)
    group by register.branch_id
)

select
    'holdings' as file,
    counted['field'] as field,
    month,
    branch_id,
    clients,
    counted['clients_given'] as clients_given,
    aum,
    coalesce(counted['aum_given'], 0)::decimal(18, 2) as aum_given
from holding_counts
union all
select
    'clients' as file,
    counted['field'] as field,
    null as month,
    branch_id,
    clients,
    counted['clients_given'] as clients_given,
    aum,
    coalesce(counted['aum_given'], 0)::decimal(18, 2) as aum_given
from client_counts
order by file, field, month, branch_id
