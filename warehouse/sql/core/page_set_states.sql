-- Captures in a row that show the same words are one state. The state of a set at an instant is the state of each of its
-- pages: valid_from <= instant < valid_to.
WITH
healthy AS (
    SELECT page_id, captured_at, arg_max(reading_id, capture_id) AS reading_id
    FROM core.captures_judged
    WHERE is_healthy
    GROUP BY page_id, captured_at
),
marked AS (
    SELECT *, reading_id IS DISTINCT FROM lag(reading_id) OVER (PARTITION BY page_id ORDER BY captured_at) AS is_new
    FROM healthy
),
numbered AS (
    SELECT *, count(*) FILTER (is_new) OVER (PARTITION BY page_id ORDER BY captured_at) AS state_no
    FROM marked
),
states AS (
    SELECT
        page_id,
        state_no,
        any_value(reading_id) AS document_id,
        min(captured_at) AS valid_from,
        max(captured_at) AS last_seen_at,
        count(*) AS captures_count
    FROM numbered
    GROUP BY page_id, state_no
)
SELECT
    pages.page_set,
    states.page_id,
    states.state_no,
    states.document_id,
    states.valid_from,
    lead(states.valid_from) OVER (PARTITION BY states.page_id ORDER BY states.state_no) AS valid_to,
    states.last_seen_at,
    states.captures_count
FROM states
JOIN core.pages USING (page_id)
