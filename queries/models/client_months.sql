-- what:  one month of every client with everything the figures ask of it: tier with grace, AUM, contribution,
--        products, branch, RM, contact, state, and what became of it twelve months later. The largest stand first: who
--        ranks by contribution finds each class in one place
-- takes: month
insert into client_months
with policy as (
    select
        max(value) filter (policy_id = 'due_days')::integer as due_days,
        max(value) filter (policy_id = 'near_threshold_share') as near_share,
        exists(select 1 from delivered_columns where file = 'assignments') as has_assignments,
        exists(select 1 from delivered_columns where file = 'contacts') as has_contacts,
        exists(
            select 1
            from delivered_columns
            where file = 'holdings' and name in ('interest_income', 'fee_income', 'expected_loss', 'cost_to_serve')
        ) as has_income
    from policies
),

ladder as (
    select
        lower_tiers.tier_rank,
        min_by(upper_tiers.tier_id, upper_tiers.tier_rank) as next_tier_id,
        min(upper_tiers.min_aum) as next_min_aum
    from (
        select tier_rank from tiers
        union all
        select 0
    ) as lower_tiers
    inner join tiers as upper_tiers on upper_tiers.tier_rank > lower_tiers.tier_rank and upper_tiers.in_register
    group by lower_tiers.tier_rank
),

states as (
    select states.*, tiers.tier_id, tiers.rm_role as promised_role, tiers.grace_months, tiers.contact_days,
        coalesce(tiers.in_register, false) and states.loss_confirmed is null as is_register
    from client_states as states
    left join tiers on tiers.tier_rank = states.tier_rank
    where states.month = $month::date
),

ranks as (
    select
        client_no,
        if(
            contribution_12m is null, null, row_number() over (order by contribution_12m desc nulls last, client_no)
        ) as contribution_rank,
        if(aum is null, null, row_number() over (order by aum desc nulls last, client_no)) as aum_rank,
        count(*) over () as ranked
    from states
    where is_register
),

classes as (
    select
        client_no,
        contribution_rank,
        class_of(contribution_rank, ranked) as contribution_class,
        aum_rank,
        class_of(aum_rank, ranked) as aum_class
    from ranks
),

in_force as (
    select
        periods.client_no,
        max_by(
            periods.rm_no,
            periods.preference + if(periods.rm_role = states.promised_role, 1_000_000_000_000_000, 0)
        ) as rm_no
    from rm_periods as periods
    inner join states on states.client_no = periods.client_no
    where
        periods.starts_on <= last_day($month::date)
        and (periods.ends_on is null or periods.ends_on > last_day($month::date))
    group by periods.client_no
),

ended as (
    select client_no, max(ends_on) as last_ended_on
    from rm_periods
    where starts_on < ends_on and ends_on <= last_day($month::date)
    group by client_no
),

later as (
    select
        states.client_no,
        coalesce(tiers.in_register, false) and states.loss_confirmed is null as is_register,
        if(states.loss_confirmed is null, null, states.loss_kind) as loss_kind,
        states.loss_onset is not null and states.loss_confirmed is null as is_leaving,
        states.is_withheld and states.loss_confirmed is null as is_withheld,
        coalesce(feeds.is_stopped, false) as is_stopped
    from client_states as states
    left join tiers on tiers.tier_rank = states.tier_rank
    left join feeds on feeds.month = states.month and feeds.branch_id = states.branch_id
    where states.month = ($month::date + interval 12 month)::date
),

met as (
    select
        states.*,
        numbers.client_id,
        numbers.joined_on,
        numbers.last_month,
        sets.product_set,
        if(states.is_present, sets.families, null) as families,
        coalesce(feeds.is_stopped, false) as is_stopped,
        eligible.tier_id as eligible_tier_id,
        if(
            states.loss_confirmed is null
            and states.aum >= policy.near_share * ladder.next_min_aum
            and states.aum < ladder.next_min_aum,
            ladder,
            null
        ) as near,
        classes.* exclude (client_no),
        managers.rm_id,
        if(policy.has_assignments, managers.rm_id is not null, null) as is_covered,
        if(
            policy.has_assignments and states.promised_role is not null,
            coalesce(managers.role = states.promised_role, false),
            null
        ) as is_dedicated,
        if(
            managers.rm_id is null and policy.has_assignments,
            last_day($month::date) - coalesce(ended.last_ended_on, numbers.joined_on),
            null
        ) as uncovered_days,
        contacts.last_contact_on,
        last_day($month::date) - contacts.last_contact_on as days_since_contact,
        policy,
        later
    from states
    cross join policy
    inner join client_numbers as numbers on numbers.client_no = states.client_no
    inner join product_sets as sets on sets.product_bits is not distinct from states.product_bits
    left join classes on classes.client_no = states.client_no
    left join feeds on feeds.month = $month::date and feeds.branch_id = states.branch_id
    left join tiers as eligible on eligible.tier_rank = states.eligible_rank
    left join ladder on ladder.tier_rank = states.tier_rank
    left join in_force on in_force.client_no = states.client_no
    left join rm_numbers as managers on managers.rm_no = in_force.rm_no
    left join ended on ended.client_no = states.client_no
    left join contact_periods as contacts on contacts.client_no = states.client_no
        and contacts.from_month <= $month::date
        and contacts.until_month > $month::date
    left join later on later.client_no = states.client_no
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
        case
            when contact_days is null or not policy.has_contacts or not coalesce(is_covered, true) then null
            when last_contact_on is null then 'no_record'
            when days_since_contact > contact_days then 'overdue'
            when days_since_contact > contact_days - policy.due_days then 'due'
            else 'compliant'
        end as contact_state
    from met
)

select
    month,
    client_no,
    client_id,
    branch_id,
    state,
    is_register,
    state not in ('not_delivered', 'gap') as is_delivered,
    is_withheld,
    is_stopped,
    tier_id,
    tier_rank,
    eligible_tier_id,
    if(eligible_rank < tier_rank, grace_months - short_months, null) as grace_left,
    near['next_tier_id'] as next_tier_id,
    near['next_min_aum'] - aum as gap,
    aum,
    known_aum,
    if(policy.has_income, contribution_12m, null) as contribution_12m,
    if(policy.has_income, contribution_rank, null) as contribution_rank,
    if(policy.has_income, contribution_class, null) as contribution_class,
    aum_rank,
    aum_class,
    product_set,
    families,
    loss_kind,
    loss_onset,
    loss_confirmed,
    loss_onset is not null and loss_confirmed is null as is_leaving,
    rm_id,
    is_covered,
    is_dedicated,
    not coalesce(is_covered, true) as is_uncovered,
    case
        when uncovered_days <= 30 then '0-30'
        when uncovered_days <= 90 then '31-90'
        when uncovered_days <= 365 then '91-365'
        when uncovered_days > 365 then '366+'
    end as uncovered_band,
    last_contact_on,
    contact_state,
    if(
        is_covered is null or not policy.has_contacts or contact_days is null,
        null,
        is_covered and coalesce(contact_state in ('compliant', 'due'), false)
    ) as is_effective,
    later['is_register'] as is_register_12m_later,
    later['loss_kind'] as loss_kind_12m_later,
    later['is_leaving'] as is_leaving_12m_later,
    later['is_withheld'] as is_withheld_12m_later,
    later['is_stopped'] as is_stopped_12m_later
from judged
order by contribution_rank nulls last, aum_rank nulls last, client_no
