-- What is followed over time. A declared page is one even before it was ever read: until it was, nothing on the other
-- pages of its set is known to be gone.
WITH
read AS (
    SELECT
        source_id,
        core.page_id(sources.kind, source_id, captures.address) AS page_id,
        arg_max(struct_pack(address := captures.address, kind := documents.kind, published_on := documents.published_on),
                row(captures.captured_at, captures.capture_id)) AS newest
    FROM raw.captures
    JOIN raw.sources USING (source_id)
    JOIN raw.documents USING (source_id, document_id)
    WHERE captures.outcome IN ('ok', 'not_modified')
    GROUP BY ALL
),
found AS (
    SELECT page_id, source_id, newest.address, newest.kind AS document_kind, newest.published_on FROM read
    UNION ALL
    SELECT source_id, source_id, NULL, NULL, NULL
    FROM raw.sources
    WHERE kind = 'page' AND source_id NOT IN (SELECT page_id FROM read)
),
ranked AS (
    SELECT
        found.*,
        sources.* EXCLUDE (source_id, published_on),
        coalesce(found.published_on, sources.published_on) AS stated_on,
        CASE
            WHEN document_kind = 'spam' THEN 'spam'
            WHEN sources.tier IN ('carrier', 'regulator', 'spam') THEN sources.tier
            -- a file that a person saved is what it looks like, but none passes for a carrier or a regulator
            WHEN publisher_id = 'import' AND document_kind IN ('news', 'community') THEN document_kind
            WHEN core.tier_rank(document_kind) > core.tier_rank(sources.tier) THEN document_kind
            ELSE sources.tier
        END AS page_tier
    FROM found
    JOIN raw.sources USING (source_id)
),
dated AS (
    SELECT
        *,
        cadence IS NOT DISTINCT FROM 'once'
            OR page_tier IN ('news', 'community')
            OR (stated_on IS NOT NULL AND (page_tier IN ('aggregator', 'spam') OR kind IN ('listing', 'feed'))) AS is_dated
    FROM ranked
)
SELECT
    page_id,
    CASE WHEN NOT is_dated AND (kind = 'page' OR has_policy) THEN page_set ELSE page_id END AS page_set,
    source_id,
    publisher_id,
    coalesce(address, url) AS address,
    page_tier AS tier,
    is_dated,
    stated_on AS published_on
FROM dated
