-- The instants at which what a living page set of a carrier or regulator states in a slot becomes another. What began with the
-- first sight of a page is none.
WITH
ends AS (
    SELECT page_set, slot_key, valid_from AS observed_at, NOT is_first_sight AS is_change
    FROM core.claim_spells
    WHERE NOT is_dated AND tier IN ('carrier', 'regulator')
    UNION ALL
    SELECT page_set, slot_key, valid_to, true
    FROM core.claim_spells
    WHERE NOT is_dated AND tier IN ('carrier', 'regulator') AND valid_to IS NOT NULL
)
SELECT page_set, slot_key, observed_at
FROM ends
GROUP BY ALL
HAVING bool_or(is_change)
