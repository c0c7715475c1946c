-- Transitions only: a source that stays blocked is told once. Whether an answer was new or not modified is no transition.
WITH
stated AS (
    SELECT *, CASE WHEN is_healthy THEN 'healthy' ELSE outcome END AS state FROM core.source_fetches
),
followed AS (
    SELECT
        *,
        lag(state) OVER fetches AS state_before,
        max(captured_at) FILTER (is_healthy) OVER (
            PARTITION BY source_id ORDER BY captured_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last_healthy_at
    FROM stated
    WINDOW fetches AS (PARTITION BY source_id ORDER BY captured_at)
)
SELECT
    source_id,
    captured_at AS happened_at,
    state_before,
    state,
    outcome,
    last_healthy_at
FROM followed
WHERE state_before IS DISTINCT FROM state
