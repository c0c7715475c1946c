-- Gaps and islands. On a living page a statement stands through consecutive states that show it. It ends with the state
-- that does not, once every page of the set was seen healthy without it; or at once where the same page now speaks
-- otherwise in the same slot. On a dated document it begins at the document's date and is ended only by a later edition
-- that speaks otherwise in the slot.
WITH
claimed AS (
    SELECT
        states.page_set,
        states.page_id,
        states.state_no,
        states.valid_from,
        states.valid_to,
        states.last_seen_at,
        pages.is_dated,
        statements.document_id,
        statements.claim_id,
        statements.slot_key,
        statements.statement_key
    FROM core.page_set_states AS states
    JOIN core.pages USING (page_id)
    JOIN core.statements USING (document_id)
),
spoken AS (
    SELECT
        *,
        lead(state_no) OVER later AS next_spoken_no,
        lead(valid_from) OVER later AS next_spoken_at
    FROM (SELECT DISTINCT page_id, slot_key, state_no, valid_from FROM claimed)
    WINDOW later AS (PARTITION BY page_id, slot_key ORDER BY state_no)
),
islands AS (
    SELECT
        *,
        CASE WHEN is_dated THEN 0
             ELSE state_no - row_number() OVER (PARTITION BY page_id, statement_key ORDER BY state_no) END AS island
    FROM claimed
),
page_spells AS (
    SELECT
        page_set,
        page_id,
        is_dated,
        slot_key,
        statement_key,
        min(state_no) AS first_no,
        max(state_no) AS last_no,
        min(valid_from) AS started_at,
        arg_max(coalesce(valid_to, 'infinity'::TIMESTAMPTZ), state_no) AS left_at,
        max(last_seen_at) AS last_seen_at,
        arg_min(document_id, state_no) AS first_document_id,
        arg_min(claim_id, state_no) AS first_claim_id,
        arg_max(document_id, state_no) AS document_id,
        arg_max(claim_id, state_no) AS claim_id
    FROM islands
    GROUP BY page_set, page_id, is_dated, slot_key, statement_key, island
),
shared_sets AS (
    SELECT page_set FROM core.pages WHERE NOT is_dated GROUP BY page_set HAVING count(*) > 1
),
-- When had every page of the set been seen healthy, from the instant on at which one page left a statement out?
confirmed AS (
    SELECT
        asked.page_set,
        asked.left_at,
        CASE WHEN count(*) = count(seen.captured_at) THEN max(seen.captured_at)
             ELSE 'infinity'::TIMESTAMPTZ END AS confirmed_at
    FROM (
        SELECT DISTINCT page_set, left_at, pages.page_id
        FROM page_spells
        JOIN shared_sets USING (page_set)
        JOIN core.pages USING (page_set)
        WHERE left_at < 'infinity' AND NOT pages.is_dated
    ) AS asked
    ASOF LEFT JOIN (SELECT page_id, captured_at FROM core.captures_judged WHERE is_healthy) AS seen
        ON asked.page_id = seen.page_id AND asked.left_at <= seen.captured_at
    GROUP BY asked.page_set, asked.left_at
),
closing AS (
    SELECT
        page_spells.*,
        CASE
            WHEN is_dated THEN coalesce(spoken.next_spoken_at, 'infinity')
            WHEN confirmed_at IS NULL THEN page_spells.left_at
            WHEN spoken.next_spoken_no = last_no + 1 THEN page_spells.left_at
            ELSE confirmed_at
        END AS closes_at
    FROM page_spells
    LEFT JOIN spoken
        ON spoken.page_id = page_spells.page_id
        AND spoken.slot_key = page_spells.slot_key
        AND spoken.state_no = page_spells.last_no
    LEFT JOIN confirmed
        ON confirmed.page_set = page_spells.page_set AND confirmed.left_at = page_spells.left_at
),
-- A statement that moves from one page of a set to another goes on.
marked AS (
    SELECT
        *,
        coalesce(started_at > max(closes_at) OVER (
            PARTITION BY page_set, statement_key ORDER BY started_at, page_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false) AS is_after_gap
    FROM closing
),
numbered AS (
    SELECT
        *,
        count(*) FILTER (is_after_gap) OVER (PARTITION BY page_set, statement_key ORDER BY started_at, page_id) AS spell_no
    FROM marked
),
spells AS (
    SELECT
        page_set,
        statement_key,
        is_dated,
        min(started_at) AS started_at,
        nullif(max(closes_at), 'infinity') AS valid_to,
        max(last_seen_at) AS last_seen_at,
        arg_min(first_no, row(started_at, -first_no)) = 1 AS is_first_sight,
        arg_min(first_document_id, row(started_at, page_id)) AS first_document_id,
        arg_min(first_claim_id, row(started_at, page_id)) AS first_claim_id,
        arg_max(page_id, row(last_seen_at, page_id)) AS page_id,
        arg_max(document_id, row(last_seen_at, page_id)) AS document_id,
        arg_max(claim_id, row(last_seen_at, page_id)) AS claim_id
    FROM numbered
    GROUP BY page_set, statement_key, is_dated, spell_no
),
told AS (
    SELECT
        spells.*,
        -- A date after the capture that shows it is no date of publication.
        CASE WHEN spells.is_dated THEN least(started_at, coalesce(published_on, started_at::DATE)::TIMESTAMPTZ)
             ELSE started_at END AS valid_from
    FROM spells
    JOIN raw.documents ON documents.document_id = spells.first_document_id
)
SELECT
    md5(told.page_set || '|' || told.statement_key) AS claim_key,
    told.page_set,
    statements.slot_key,
    statements.carrier_id,
    statements.region_id,
    statements.region_role,
    statements.attribute,
    statements.code,
    statements.applicant,
    statements.line_type,
    statements.channel,
    statements.polarity,
    statements.value,
    statements.tier,
    statements.is_own,
    told.is_dated,
    statements.said_by,
    told.valid_from,
    told.valid_to,
    told.last_seen_at,
    CASE WHEN told.is_dated THEN told.valid_from ELSE told.last_seen_at END AS witnessed_at,
    statements.effective_from,
    statements.effective_to,
    told.is_first_sight,
    told.first_document_id,
    told.first_claim_id,
    told.page_id,
    told.document_id,
    told.claim_id
FROM told
JOIN core.statements ON statements.document_id = told.document_id AND statements.statement_key = told.statement_key
