-- Did the words really move? A statement that goes is gone with its sentence only if the sentence stands less often on the set's
-- pages after than on its own page before; one that comes is new only if its sentence stands more often than before. Letters and
-- digits count, layout and punctuation do not.
WITH
moving AS (
    SELECT
        moments.page_set, moments.slot_key, moments.observed_at, 'gone' AS side, spells.claim_key,
        spells.document_id, spells.claim_id
    FROM core.slot_moments AS moments
    JOIN core.claim_spells AS spells
        ON spells.page_set = moments.page_set AND spells.slot_key = moments.slot_key
        AND spells.valid_to = moments.observed_at
    UNION ALL
    SELECT
        moments.page_set, moments.slot_key, moments.observed_at, 'come', spells.claim_key,
        spells.first_document_id, spells.first_claim_id
    FROM core.slot_moments AS moments
    JOIN core.claim_spells AS spells
        ON spells.page_set = moments.page_set AND spells.slot_key = moments.slot_key
        AND spells.valid_from = moments.observed_at
),
folded AS (
    SELECT document_id, core.folded_text(text) AS letters
    FROM raw.documents
    WHERE document_id IN (
        SELECT document_id FROM core.page_set_states WHERE page_set IN (SELECT page_set FROM core.slot_moments))
),
around AS (
    SELECT
        asked.page_set,
        asked.observed_at,
        coalesce(string_agg(folded.letters, '|' ORDER BY states.page_id)
            FILTER (states.valid_from < asked.observed_at AND coalesce(states.valid_to >= asked.observed_at, true)), '') AS before,
        coalesce(string_agg(folded.letters, '|' ORDER BY states.page_id)
            FILTER (states.valid_from <= asked.observed_at AND coalesce(states.valid_to > asked.observed_at, true)), '') AS after
    FROM (SELECT DISTINCT page_set, observed_at FROM core.slot_moments) AS asked
    JOIN core.page_set_states AS states
        ON states.page_set = asked.page_set
        AND states.valid_from <= asked.observed_at
        AND coalesce(states.valid_to >= asked.observed_at, true)
    JOIN folded USING (document_id)
    GROUP BY ALL
),
counted AS (
    SELECT
        moving.*,
        core.occurrences(own.letters, core.folded_text(claims.passage)) AS own_count,
        core.occurrences(CASE WHEN side = 'gone' THEN around.after ELSE around.before END,
            core.folded_text(claims.passage)) AS other_count,
        claims.support
    FROM moving
    JOIN raw.claims ON claims.document_id = moving.document_id AND claims.claim_id = moving.claim_id
    JOIN folded AS own ON own.document_id = moving.document_id
    JOIN around USING (page_set, observed_at)
)
SELECT
    page_set,
    slot_key,
    observed_at,
    side,
    claim_key,
    document_id,
    claim_id,
    own_count,
    other_count,
    own_count > other_count AND support > 0.5 AS is_moved
FROM counted
