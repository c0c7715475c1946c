-- One row for each source and instant: a source with several addresses is healthy when any of them was.
SELECT
    source_id,
    captured_at,
    CASE WHEN bool_or(is_healthy) THEN min(outcome) FILTER (is_healthy) ELSE min(outcome) END AS outcome,
    bool_or(is_healthy) AS is_healthy
FROM core.captures_judged
GROUP BY source_id, captured_at
