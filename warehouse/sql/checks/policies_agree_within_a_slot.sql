-- severity: error
-- All statements of a policy are of one witness, for one region.
SELECT policy_key, count(DISTINCT page_set) AS witnesses_count, count(DISTINCT stated_region_id) AS regions_count
FROM core.policy_statements
GROUP BY policy_key
HAVING count(DISTINCT page_set) > 1 OR count(DISTINCT stated_region_id) > 1
