-- A real bank: the anonymised Czech "Financial" data of the PKDD'99 Discovery Challenge ("Berka"), 1993-1994.
--
--     python -m queries.reshape sample_data/berka.sql RAW_FOLDER DELIVERY_FOLDER
--
-- RAW_FOLDER holds account.asc, client.asc, disp.asc, district.asc and trans_1993-01_1994-04.csv.gz. The transactions
-- are complete until 1994-04-19, so the delivery holds the 15 whole months 1993-01 to 1994-03. A branch is a district,
-- a client is the owner of an account (each account has exactly one), and the only products are current accounts.
-- There are no RMs, contacts, loans or cards in it. Amounts are whole koruna, cut and not rounded by the source.

-- file: bank
-- what: the bank's name and currency
select
    'Berka (Czech bank, 1993-1994)' as bank_name,
    'Berka(捷克银行,1993-1994年)' as bank_name_zh,
    'CZK' as currency;

-- file: branches
-- what: one branch per district; the district is its city too
select
    a1 as branch_id,
    a2 as branch_name,
    a2 as city,
    a3 as region
from read_csv($raw || '/district.asc', delim = ';', quote = '"', header = true, all_varchar = true)
order by a1::integer;

-- file: products
-- what: current accounts, by how often the bank sends a statement
select distinct
    frequency as product_id,
    case frequency
        when 'POPLATEK MESICNE' then 'Current account, monthly statement'
        when 'POPLATEK TYDNE' then 'Current account, weekly statement'
        when 'POPLATEK PO OBRATU' then 'Current account, statement after each transaction'
        else frequency
    end as product_name,
    case frequency
        when 'POPLATEK MESICNE' then '活期账户(月结单)'
        when 'POPLATEK TYDNE' then '活期账户(周结单)'
        when 'POPLATEK PO OBRATU' then '活期账户(逐笔通知)'
    end as product_name_zh,
    'Current accounts' as family,
    '活期账户' as family_zh,
    true as counts_as_aum,
    'CZK' as currency
from read_csv($raw || '/account.asc', delim = ';', quote = '"', header = true, all_varchar = true)
order by product_id;

-- file: tiers
-- what: a ladder for this book; the bank itself has none. Every tier stands in the register, and none has grace months
with ladder (tier_id, tier_rank, tier_name, tier_name_zh, min_aum) as (
    values
    ('basic', 1, 'Basic', '基础客户', 0),
    ('bronze', 2, 'Bronze', '铜级客户', 10000),
    ('silver', 3, 'Silver', '银级客户', 25000),
    ('gold', 4, 'Gold', '金级客户', 50000),
    ('platinum', 5, 'Platinum', '铂金客户', 75000),
    ('diamond', 6, 'Diamond', '钻石客户', 100000)
)

select
    tier_id,
    tier_rank,
    tier_name,
    tier_name_zh,
    min_aum,
    true as in_register,
    0 as grace_months
from ladder
order by tier_rank;

-- file: policies
select
    'silent_share' as policy_id,
    -1000000 as value,
    'No silent losses: a current account alone does not show them' as meaning;

-- file: clients
-- what: the owner of each account opened by the last day of the transactions, with the branch that keeps the account;
--       the birth number begins with the year of birth
with owners as (
    select account_id, client_id
    from read_csv($raw || '/disp.asc', delim = ';', quote = '"', header = true, all_varchar = true)
    where type = 'OWNER'
),

accounts as (
    select account_id, district_id, strptime(date, '%y%m%d')::date as opened_on
    from read_csv($raw || '/account.asc', delim = ';', quote = '"', header = true, all_varchar = true)
),

persons as (
    select client_id, 1900 + left(birth_number, 2)::integer as birth_year
    from read_csv($raw || '/client.asc', delim = ';', quote = '"', header = true, all_varchar = true)
)

select
    owners.client_id,
    accounts.district_id as branch_id,
    accounts.opened_on as joined_on,
    persons.birth_year
from accounts
inner join owners on owners.account_id = accounts.account_id
inner join persons on persons.client_id = owners.client_id
where accounts.opened_on <= date '1994-04-19'
order by owners.client_id::integer;

-- file: holdings
-- what: month-end balance and income of each account, from the month of its first transaction on; the balance is
--       carried forward over months without one. The transactions of one account on one day are not in the order in
--       which they happened, so the balance at the end of a day is that of the row nearest to the sum of all movements
--       up to that day (no more than 9 koruna apart, from the cut); of two that are equally near, the lower one, as
--       fees are taken last. What a client pays in fees is income; what it is credited in interest is income lost
with owners as (
    select account_id, client_id
    from read_csv($raw || '/disp.asc', delim = ';', quote = '"', header = true, all_varchar = true)
    where type = 'OWNER'
),

raw_accounts as (
    select account_id, frequency, strptime(date, '%y%m%d')::date as opened_on
    from read_csv($raw || '/account.asc', delim = ';', quote = '"', header = true, all_varchar = true)
),

accounts as (
    select
        'A' || lpad(raw_accounts.account_id, 10, '0') as account_id,
        owners.client_id,
        raw_accounts.frequency as product_id,
        raw_accounts.opened_on
    from raw_accounts
    inner join owners on owners.account_id = raw_accounts.account_id
),

movements as (
    select
        account_id,
        date::date as day,
        if(type = 'credit', 1, -1) * amount::decimal(18, 2) as amount,
        balance::decimal(18, 2) as balance,
        k_symbol
    from read_csv(
        $raw || '/trans_1993-01_1994-04.csv.gz', delim = ',', quote = '"', header = true, all_varchar = true
    )
),

followed as (
    select
        account_id,
        day,
        balance,
        sum(amount) over (
            partition by account_id
            order by day
            range between unbounded preceding and current row
        ) as expected_balance
    from movements
),

day_ends as (
    select account_id, day, arg_min(balance, (abs(balance - expected_balance), balance)) as balance
    from followed
    group by account_id, day
),

incomes as (
    select
        account_id,
        date_trunc('month', day)::date as month,
        -sum(amount) filter (k_symbol = 'interest_pmt') as interest_income,
        -sum(amount) filter (k_symbol in ('service', 'interest_for_negetive_balance')) as fee_income
    from movements
    group by account_id, month
),

calendar as (
    select unnest(generate_series(date '1993-01-01', date '1994-03-01', interval 1 month))::date as month
)

select
    strftime(calendar.month, '%Y-%m') as month,
    accounts.client_id,
    accounts.product_id,
    day_ends.balance,
    coalesce(incomes.interest_income, 0)::decimal(18, 2) as interest_income,
    coalesce(incomes.fee_income, 0)::decimal(18, 2) as fee_income
from calendar
inner join accounts on accounts.opened_on <= last_day(calendar.month)
asof join day_ends on day_ends.account_id = accounts.account_id and day_ends.day <= last_day(calendar.month)
left join incomes on incomes.account_id = accounts.account_id and incomes.month = calendar.month
order by calendar.month, accounts.client_id::integer;
