-- How the last fetch of each source went, since when, and how old what it said last is.
WITH
states AS (
    SELECT
        source_id,
        arg_max(outcome, captured_at) AS last_outcome,
        max(captured_at) AS last_fetched_at,
        max(captured_at) FILTER (is_healthy) AS last_healthy_at,
        count(*) AS fetches_count,
        count(*) FILTER (is_healthy) AS healthy_count
    FROM core.source_fetches AS fetches
    GROUP BY source_id
),
other AS (
    SELECT source_id, max(captured_at) AS last_other_at
    FROM core.source_fetches AS fetches
    JOIN states USING (source_id)
    WHERE outcome <> last_outcome
    GROUP BY source_id
),
runs AS (
    SELECT source_id, min(captured_at) AS outcome_since_at
    FROM core.source_fetches AS fetches
    LEFT JOIN other USING (source_id)
    WHERE coalesce(captured_at > last_other_at, true)
    GROUP BY source_id
),
documents AS (
    SELECT source_id, count(*) AS documents_count
    FROM core.page_set_states
    JOIN core.pages USING (page_id)
    WHERE valid_to IS NULL
    GROUP BY source_id
),
claims AS (
    SELECT source_id, count(DISTINCT claim_key) AS claims_count
    FROM core.claim_spells
    JOIN core.pages USING (page_id)
    WHERE valid_to IS NULL
    GROUP BY source_id
)
SELECT
    build.dataset,
    sources.source_id,
    sources.publisher_id,
    publishers.name AS publisher_name,
    sources.title,
    sources.url,
    sources.tier,
    sources.country,
    sources.carriers,
    sources.regions,
    sources.cadence,
    sources.is_verified,
    coalesce(states.last_outcome, 'never_fetched') AS last_outcome,
    coalesce(labels.label_zh, states.last_outcome, 'never_fetched') AS last_outcome_zh,
    coalesce(labels.label_en, states.last_outcome, 'never_fetched') AS last_outcome_en,
    runs.outcome_since_at,
    states.last_fetched_at,
    states.last_healthy_at,
    date_diff('second', states.last_healthy_at, build.now_at) / 86400.0 AS age_days,
    coalesce(states.last_healthy_at < build.now_at - to_days(sources.stale_after_days), true) AS is_stale,
    coalesce(states.fetches_count, 0) AS fetches_count,
    coalesce(states.healthy_count, 0) AS healthy_count,
    coalesce(documents.documents_count, 0) AS documents_count,
    coalesce(claims.claims_count, 0) AS claims_count
FROM raw.sources
CROSS JOIN raw.build
JOIN raw.publishers USING (publisher_id)
LEFT JOIN states USING (source_id)
LEFT JOIN runs USING (source_id)
LEFT JOIN documents USING (source_id)
LEFT JOIN claims USING (source_id)
LEFT JOIN raw.labels ON labels.kind = 'outcome' AND labels.word = coalesce(states.last_outcome, 'never_fetched')
