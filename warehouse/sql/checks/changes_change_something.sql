-- severity: error
-- A change has two different sides, in time order, with words on each side that says something.
SELECT change_id, kind, before, after
FROM core.policy_changes
WHERE before = after
    OR coalesce(previous_observed_at >= observed_at, true)
    OR len(before) <> len(before_quotes) OR len(after) <> len(after_quotes)
    OR (kind = 'restored' AND len(after) = 0)
    OR (kind IS DISTINCT FROM 'restored'
        AND kind IS DISTINCT FROM CASE WHEN len(before) = 0 THEN 'added' WHEN len(after) = 0 THEN 'removed' ELSE 'changed' END)
