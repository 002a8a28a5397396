-- what: for how many register clients, and for how much of their AUM, each optional field of clients was delivered, by
--       branch, as they stand now (no month)
insert into completeness
with patterns as (
    select
        register.branch_id,
        clients.client_name is not null as client_name,
        clients.birth_year is not null as birth_year,
        clients.industry is not null as industry,
        clients.client_groups is not null as client_groups,
        clients.phone is not null as phone,
        clients.identity_number is not null as identity_number,
        count(*) as clients,
        sum(register.aum)::decimal(18, 2) as aum
    from client_months as register
    inner join clients on clients.client_id = register.client_id
    where
        register.month = (select max(month) from months where is_complete)
        and register.is_register
        and register.aum is not null
    group by all
),

fields as (
    unpivot patterns
    on client_name, birth_year, industry, client_groups, phone, identity_number
    into name field value is_given
)

select
    'clients' as file,
    field,
    null as month,
    branch_id,
    sum(clients)::bigint as clients,
    coalesce(sum(clients) filter (is_given), 0)::bigint as clients_given,
    sum(aum) as aum,
    coalesce(sum(aum) filter (is_given), 0)::decimal(18, 2) as aum_given
from fields
group by field, branch_id
order by field, branch_id
