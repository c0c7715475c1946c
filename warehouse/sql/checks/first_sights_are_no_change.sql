-- severity: error
-- No change is told at the instant at which its page set was first seen.
SELECT changes.change_id, changes.page_set, changes.observed_at
FROM core.policy_changes AS changes
JOIN (SELECT page_set, min(valid_from) AS first_at FROM core.page_set_states GROUP BY page_set) AS firsts USING (page_set)
WHERE changes.observed_at <= firsts.first_at
