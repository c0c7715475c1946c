-- A half-loaded page must not read as the removal of what it lost. A text below half of what was usual in the three
-- readings before, with fewer claims, is partial; so is one that lost every claim at once. A page that really shrank is
-- believed when it stays so: by the third reading the shrunk ones are what is usual.
WITH
placed AS (
    SELECT
        captures.*,
        core.page_id(sources.kind, captures.source_id, captures.address) AS page_id,
        length(documents.text) AS text_length,
        documents.claims_count,
        documents.text_key,
        captures.outcome IN ('ok', 'not_modified') AND documents.document_id IS NOT NULL AS is_read
    FROM raw.captures
    JOIN raw.sources USING (source_id)
    LEFT JOIN raw.documents USING (source_id, document_id)
),
compared AS (
    SELECT
        placed.*,
        coalesce(pages.is_dated, false) AS is_dated,
        median(text_length) OVER before AS usual_length,
        median(placed.claims_count) OVER before AS usual_claims_count,
        first_value(document_id) OVER (PARTITION BY page_id, is_read, text_key ORDER BY captured_at, capture_id) AS reading_id
    FROM placed
    LEFT JOIN core.pages USING (page_id)
    WINDOW before AS (
        PARTITION BY page_id, is_read ORDER BY captured_at, capture_id ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING
    )
),
judged AS (
    SELECT
        *,
        is_read AND NOT is_dated AND coalesce(
            (text_length < 0.5 * usual_length AND claims_count < usual_claims_count)
            OR (claims_count = 0 AND usual_claims_count >= 3), false) AS is_partial
    FROM compared
)
SELECT
    capture_id,
    source_id,
    page_id,
    captured_at,
    CASE WHEN is_partial THEN 'partial' ELSE outcome END AS outcome,
    is_read AND NOT is_partial AS is_healthy,
    document_id,
    CASE WHEN is_read THEN reading_id END AS reading_id,
    text_length,
    claims_count
FROM judged
