-- what: for how many register clients, and for how much of their AUM, each optional field of clients was delivered, by
--       branch, as they stand now (no month)
insert into completeness
with client_counts as (
    select
        register.branch_id,
        count(*) as clients,
        sum(register.aum)::decimal(18, 2) as aum,
        unnest([
            struct_pack(
                field := 'client_name',
                clients_given := count(client_name),
                aum_given := sum(aum) filter (client_name is not null)
            ),
            struct_pack(
                field := 'birth_year',
                clients_given := count(birth_year),
                aum_given := sum(aum) filter (birth_year is not null)
            ),
            struct_pack(
                field := 'industry',
                clients_given := count(industry),
                aum_given := sum(aum) filter (industry is not null)
            ),
            struct_pack(
                field := 'client_groups',
                clients_given := count(client_groups),
                aum_given := sum(aum) filter (client_groups is not null)
            ),
            struct_pack(
                field := 'phone',
                clients_given := count(phone),
                aum_given := sum(aum) filter (phone is not null)
            ),
            struct_pack(
                field := 'identity_number',
                clients_given := count(identity_number),
                aum_given := sum(aum) filter (identity_number is not null)
            )
        ]) as counted
    from client_months as register
    inner join clients on clients.client_id = register.client_id
    where
        register.month = (select max(month) from months where is_complete)
        and register.is_register
        and register.aum is not null
    group by register.branch_id
)

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
order by field, branch_id
