-- severity: warn
-- A source that was fetched before has been healthy within the days that it allows.
SELECT source_id, last_outcome, last_healthy_at, age_days
FROM out.sources
WHERE is_stale AND fetches_count > 0
