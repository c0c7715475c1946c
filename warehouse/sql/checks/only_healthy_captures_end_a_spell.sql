-- severity: error
-- A spell of a living page begins and ends at healthy captures of its page set.
WITH healthy AS (
    SELECT DISTINCT pages.page_set, captured_at
    FROM core.captures_judged
    JOIN core.pages USING (page_id)
    WHERE is_healthy
)
SELECT claim_key, page_set, valid_from, valid_to
FROM core.claim_spells
WHERE NOT is_dated AND (
    (page_set, valid_from) NOT IN (SELECT (page_set, captured_at) FROM healthy)
    OR (valid_to IS NOT NULL AND (page_set, valid_to) NOT IN (SELECT (page_set, captured_at) FROM healthy)))
