-- rule:     shares are between 0 and 1, months are whole and above 0, a capacity is above 0, the rest is not negative; a silent_share under 0 switches silent losses off
-- file:     policies
-- severity: stop
-- fix:      correct value
select file_row, 'value ' || value || ' of ' || policy_id || ' cannot be' as found
from delivered.policies
where
    (value < 0 and policy_id <> 'silent_share')
    or (policy_id = 'rm_capacity' and value <= 0)
    or (policy_id like '%\_share' escape '\' and value > 1)
    or (
        (
            policy_id like '%\_months' escape '\'
            or policy_id in ('key_person_rms', 'due_days', 'feed_clients', 'smallest_group')
        )
        and (value <> floor(value) or value < 1 or value > 1200)
    )
