-- severity: error
-- A change of kind removed was settled when every living page of its set had been healthy since the statements were last seen.
SELECT changes.change_id, changes.page_set, pages.page_id
FROM core.policy_changes AS changes
JOIN core.pages ON pages.page_set = changes.page_set AND NOT pages.is_dated
WHERE changes.kind = 'removed' AND NOT EXISTS (
    FROM core.captures_judged AS seen
    WHERE seen.page_id = pages.page_id
        AND seen.is_healthy
        AND seen.captured_at > changes.previous_observed_at
        AND seen.captured_at <= changes.observed_at)
