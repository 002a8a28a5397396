-- what:  one step of every client's path: from its state of the month before and what was delivered this month to its
--        state at the month's end. Tier: up at once, down after the tier's months of grace. Loss: by closing, by an
--        empty or absent relationship, or silently, each confirmed or still provisional, and begun in the month in which
--        the money went, though the account was closed later; who is lost is won back once it holds enough of its
--        baseline again, or, where there is none, anything. A missing month leaves all counters as they are. A client is
--        withheld while it is expected and the feed of its branch has stopped: that it is missing says nothing of it
-- takes: month
insert into scaffold.client_states
with policy as (
    select
        max(value) filter (policy_id = 'silent_share') as silent_share,
        max(value) filter (policy_id = 'silent_months') as silent_months,
        max(value) filter (policy_id = 'baseline_months')::integer as baseline_months,
        max(value) filter (policy_id = 'absent_months') as absent_months,
        max(value) filter (policy_id = 'recovery_share') as recovery_share,
        max(value) filter (policy_id = 'recovery_months') as recovery_months
    from policies
),

graces as (
    select tier_rank, grace_months
    from tiers
    union all
    select 0, 0
),

met as (
    select
        $month::date as month,
        numbers.client_no,
        branches.branch_id,
        facts.client_no is not null as is_present,
        before.client_no is null as is_first,
        facts.client_no is null and coalesce(feeds.is_stopped, false) as is_unheard,
        facts.aum,
        coalesce(facts.aum, before.known_aum) as known_aum,
        facts.product_bits is null as is_empty,
        facts.eligible_rank,
        coalesce(facts.income - coalesce(costs.cost, 0), -costs.cost) as earned,
        coalesce(before.contribution_12m, 0) + coalesce(earned, 0) - coalesce(year_before.contribution, 0)
            as contribution_12m,
        coalesce(before.contribution_months, 0) + (earned is not null)::integer
        - (year_before.contribution is not null)::integer as contribution_months,
        if(facts.client_no is null, before.product_bits, facts.product_bits) as product_bits,
        before.tier_rank as tier_before,
        coalesce(before.short_months, 0) as short_before,
        graces.grace_months as grace_before,
        coalesce(before.recent, []) as recent_before,
        coalesce(before.low_months, 0) as low_before,
        before.low_onset,
        before.baseline_total,
        coalesce(before.empty_months, 0) as empty_before,
        before.empty_onset,
        coalesce(before.absent_months, 0) as absent_before,
        before.absent_onset,
        coalesce(before.high_months, 0) as high_before,
        before.loss_kind as kind_before,
        before.loss_onset as onset_before,
        before.loss_confirmed as confirmed_before,
        coalesce(numbers.closed_on <= last_day($month::date), false) as is_closed,
        is_unheard and not is_closed and (before.is_present or before.is_withheld) as is_withheld,
        date_trunc('month', numbers.closed_on)::date as closed_month,
        numbers.last_month < $month::date as is_absent,
        list_sum(recent_before) as recent_total,
        len(recent_before) = policy.baseline_months and recent_total > 0 as has_baseline,
        policy
    from (select * from client_facts where month = $month::date) as facts
    full join (
        select * from client_states where month = $month::date - interval 1 month
    ) as before on before.client_no = facts.client_no
    cross join policy
    inner join client_numbers as numbers on numbers.client_no = coalesce(facts.client_no, before.client_no)
    inner join client_branches as branches on branches.client_no = numbers.client_no
        and branches.from_month <= $month::date
        and branches.until_month > $month::date
    left join feeds on feeds.month = $month::date and feeds.branch_id = branches.branch_id
    left join graces on graces.tier_rank = before.tier_rank
    left join client_costs as costs on costs.month = $month::date and costs.client_no = numbers.client_no
    left join client_states as year_before on year_before.month = $month::date - interval 12 month
        and year_before.client_no = numbers.client_no
),

counted as (
    select
        *,
        case
            when not is_present then short_before
            when is_first or eligible_rank >= tier_before or short_before >= grace_before then 0
            else short_before + 1
        end as short_months,
        case
            when not is_present then tier_before
            when is_first or eligible_rank >= tier_before or short_before >= grace_before then eligible_rank
            else tier_before
        end as tier_rank,
        is_present and low_before > 0 and aum * policy.baseline_months <= policy.silent_share * baseline_total
            as goes_on,
        is_present and not goes_on and has_baseline and confirmed_before is null
        and aum * policy.baseline_months <= policy.silent_share * recent_total as starts,
        case
            when not is_present then low_before
            when goes_on then low_before + 1
            when starts then 1
            else 0
        end as low_months,
        case
            when is_present and is_empty then empty_before + 1
            when is_present then 0
            else empty_before
        end as empty_months,
        case
            when is_unheard then absent_before
            when is_absent then if(absent_before = 0, empty_before, absent_before) + 1
            else 0
        end as absent_months,
        case
            when confirmed_before is null then 0
            when not is_present then high_before
            when aum * policy.baseline_months >= policy.recovery_share * baseline_total then high_before + 1
            else 0
        end as high_months
    from met
),

dated as (
    select
        * replace (
            case
                when goes_on or not is_present then low_onset
                when starts then month
            end as low_onset,
            case
                when starts then recent_total
                when goes_on or not is_present or kind_before is not null then baseline_total
            end as baseline_total,
            case
                when empty_months = 0 then null
                when empty_before = 0 then month
                else empty_onset
            end as empty_onset,
            case
                when absent_months = 0 then null
                when absent_before = 0 then coalesce(empty_onset, month)
                else absent_onset
            end as absent_onset
        ),
        confirmed_before is not null
        and not if(baseline_total is null, is_present and not is_empty, high_months >= policy.recovery_months)
            as stays_lost
    from counted
),

judged as (
    select
        *,
        case
            when stays_lost then 'known'
            when is_closed then 'closed'
            when confirmed_before is not null then 'back'
            when empty_months >= policy.absent_months then 'empty'
            when absent_months >= policy.absent_months then 'absent'
            when low_months >= policy.silent_months then 'silent'
            when empty_months > 0 then 'empty?'
            when absent_months > 0 then 'absent?'
            when low_months > 0 then 'silent?'
        end as verdict
    from dated
)

select
    month,
    client_no,
    branch_id,
    is_present,
    is_first,
    is_withheld,
    tier_rank,
    eligible_rank,
    short_months,
    aum,
    known_aum,
    earned as contribution,
    if(contribution_months > 0, contribution_12m, null) as contribution_12m,
    contribution_months,
    product_bits,
    if(is_present, (list_append(recent_before, aum))[-policy.baseline_months:], recent_before) as recent,
    if(verdict = 'back', 0, low_months) as low_months,
    if(verdict = 'back', null, low_onset) as low_onset,
    baseline_total,
    empty_months,
    empty_onset,
    absent_months,
    absent_onset,
    if(verdict = 'back', 0, high_months) as high_months,
    case verdict
        when 'known' then kind_before
        when 'silent' then 'silent'
        when 'silent?' then 'silent'
        when 'back' then null
        else if(verdict is null, null, 'hard')
    end as loss_kind,
    case verdict
        when 'known' then onset_before
        when 'closed' then least(closed_month, empty_onset, absent_onset, low_onset)
        when 'empty' then empty_onset
        when 'empty?' then empty_onset
        when 'absent' then absent_onset
        when 'absent?' then absent_onset
        when 'silent' then low_onset
        when 'silent?' then low_onset
    end as loss_onset,
    case
        when verdict = 'known' then confirmed_before
        when verdict = 'closed' then closed_month
        when verdict in ('empty', 'absent', 'silent') then month
    end as loss_confirmed
from judged
