-- what: one row per client and month with everything the figures ask of it: tier with grace, AUM, contribution,
--       products, branch, RM, contact, state, and what became of it twelve months later
create table client_months as
with policy as (
    select max(value) filter (policy_id = 'due_days')::integer as due_days
    from policies
),

delivered as (
    select
        exists(select 1 from delivered_columns where file = 'assignments') as has_assignments,
        exists(select 1 from delivered_columns where file = 'contacts') as has_contacts,
        exists(
            select 1
            from delivered_columns
            where file = 'holdings' and name in ('interest_income', 'fee_income', 'expected_loss', 'cost_to_serve')
        ) as has_income
),

costs as (
    select month, client_id, sum(cost) as cost
    from service_costs
    group by month, client_id
),

met as (
    select
        states.month,
        months.month_end,
        states.client_id,
        branches.branch_id,
        tiers.tier_id,
        states.tier_rank,
        coalesce(tiers.in_register, false) as is_in_register_tier,
        eligible.tier_id as eligible_tier_id,
        facts.eligible_rank,
        tiers.grace_months - states.short_months as months_left,
        facts.aum,
        facts.month_end_aum,
        if(delivered.has_income, coalesce(facts.contribution, -costs.cost), null)::decimal(18, 2) as contribution,
        if(delivered.has_income, sum(coalesce(facts.contribution, -costs.cost)) over year, null)::decimal(18, 2)
            as contribution_12m,
        coalesce(states.product_ids, []) as product_ids,
        facts.families,
        states.is_present,
        states.is_first,
        states.is_withheld,
        coalesce(feeds.is_stopped, false) as is_stopped,
        states.loss_kind,
        states.loss_onset,
        states.loss_confirmed,
        seen.first_month,
        seen.last_month,
        clients.joined_on,
        rms.rm_id,
        rms.rm_role,
        if(delivered.has_assignments, rms.rm_id is not null, null) as is_covered,
        if(delivered.has_assignments, coalesce(rms.is_dedicated, false), null) as is_dedicated,
        if(delivered.has_assignments, coalesce(rms.has_adviser, false), null) as has_adviser,
        if(rms.rm_id is null and delivered.has_assignments, coalesce(rms.last_ended_on, clients.joined_on), null)
            as uncovered_since,
        contacts.last_contact_on,
        months.month_end - contacts.last_contact_on as days_since_contact,
        tiers.contact_days,
        policy.due_days,
        delivered.has_contacts
    from client_states as states
    cross join policy
    cross join delivered
    inner join months on months.month = states.month
    inner join clients on clients.client_id = states.client_id
    inner join clients_seen as seen on seen.client_id = states.client_id
    asof join client_branches as branches on branches.client_id = states.client_id
        and branches.from_month <= states.month
    left join feeds on feeds.month = states.month and feeds.branch_id = branches.branch_id
    left join client_facts as facts on facts.month = states.month and facts.client_id = states.client_id
    left join costs on costs.month = states.month and costs.client_id = states.client_id
    left join tiers on tiers.tier_rank = states.tier_rank
    left join tiers as eligible on eligible.tier_rank = facts.eligible_rank
    left join client_rms as rms on rms.month = states.month and rms.client_id = states.client_id
    left join client_contacts as contacts on contacts.month = states.month and contacts.client_id = states.client_id
    window year as (
        partition by states.client_id
        order by states.month
        range between interval 11 months preceding and current row
    )
),

judged as (
    select
        *,
        case
            when loss_confirmed is not null then 'lost'
            when is_withheld then 'not_delivered'
            when not is_present and last_month > month then 'gap'
            when not is_present then 'absent'
            when is_first and joined_on >= month then 'joined'
            else 'present'
        end as state,
        is_in_register_tier and loss_confirmed is null as is_register,
        case
            when contact_days is null or not has_contacts or not coalesce(is_covered, true) then null
            when last_contact_on is null then 'no_record'
            when days_since_contact > contact_days then 'overdue'
            when days_since_contact > contact_days - due_days then 'due'
            else 'compliant'
        end as contact_state
    from met
)

select
    month,
    month_end,
    client_id,
    branch_id,
    state,
    is_register,
    is_withheld,
    is_stopped,
    tier_id,
    tier_rank,
    eligible_tier_id,
    if(eligible_rank < tier_rank, months_left, null) as grace_left,
    aum,
    last_value(aum ignore nulls) over path as known_aum,
    month_end_aum,
    contribution,
    contribution_12m,
    product_ids,
    families,
    first_month,
    loss_kind,
    loss_onset,
    loss_confirmed,
    loss_onset is not null and loss_confirmed is null as is_leaving,
    rm_id,
    rm_role,
    is_covered,
    is_dedicated,
    has_adviser,
    uncovered_since,
    month_end - uncovered_since as uncovered_days,
    last_contact_on,
    days_since_contact,
    contact_days,
    contact_state,
    if(
        is_covered is null or not has_contacts,
        null,
        is_covered and coalesce(contact_state in ('compliant', 'due'), false)
    ) as is_effective,
    last_contact_on is not null as has_contact,
    lead(tier_rank, 12) over path as tier_rank_12m_later,
    lead(is_register, 12) over path as is_register_12m_later,
    lead(if(loss_confirmed is not null, loss_kind, null), 12) over path as loss_kind_12m_later,
    lead(is_withheld and loss_confirmed is null, 12) over path as is_withheld_12m_later,
    lead(is_stopped, 12) over path as is_stopped_12m_later
from judged
window path as (partition by client_id order by month)
order by month, branch_id, client_id
