-- severity: error
-- The states of a page are whole stretches of time that neither overlap nor leave a gap.
SELECT page_id, state_no, valid_from, valid_to
FROM (
    SELECT *, lead(valid_from) OVER (PARTITION BY page_id ORDER BY state_no) AS next_from
    FROM core.page_set_states
)
WHERE valid_to IS DISTINCT FROM next_from OR valid_to <= valid_from OR last_seen_at < valid_from
