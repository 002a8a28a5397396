-- rule:     a policy is one that the product knows
-- file:     policies
-- severity: note
-- fix:      see the list in queries/sources/defaults/policies.csv
select file_row, 'policy_id ' || policy_id || ' is not known' as found
from delivered.policies
anti join known_policies using (policy_id)
