-- One cell for each living carrier, home region and code. A cell shows the slots of the code with the best basis; a slot
-- with a weaker one stays in core.policies. Where nothing is stated the cell says why.
WITH
grid AS (
    SELECT carrier_id, region_id, attribute, code
    FROM core.home_regions
    CROSS JOIN raw.vocabulary
),
folded AS (
    FROM core.folded_policies(NULL)
),
-- Which home regions were read on the carrier's own pages, and until when?
own_pages AS (
    SELECT DISTINCT
        carriers.carrier_id, home_regions.region_id, pages.page_id, sources.stale_after_days, seen.last_seen_at
    FROM core.pages
    JOIN raw.sources USING (source_id)
    JOIN (SELECT page_id, max(last_seen_at) AS last_seen_at FROM core.page_set_states GROUP BY page_id) AS seen USING (page_id)
    JOIN raw.carriers ON list_contains(sources.carriers, carriers.carrier_id)
    JOIN core.region_parts AS parts ON list_contains(
        CASE WHEN len(sources.regions) > 0 THEN sources.regions ELSE [carriers.country] END, parts.ancestor_id)
    JOIN core.home_regions ON home_regions.carrier_id = carriers.carrier_id AND home_regions.region_id = parts.region_id
    WHERE pages.tier = 'carrier' AND sources.service = 'mobile'
),
own_readings AS (
    SELECT
        carrier_id,
        region_id,
        max(last_seen_at) AS last_seen_at,
        bool_and(build.now_at - to_days(stale_after_days) > last_seen_at) AS is_last_seen
    FROM own_pages
    CROSS JOIN raw.build
    GROUP BY ALL
),
-- A rule about the home region or province says nothing where a country has no provinces of ours.
divided AS (
    SELECT DISTINCT country FROM raw.regions WHERE kind = 'province'
)
SELECT
    grid.carrier_id,
    grid.region_id,
    grid.attribute,
    grid.code,
    CASE
        WHEN folded.leading IS NOT NULL THEN folded.leading.basis
        WHEN grid.attribute = 'location' AND grid.code IN ('home_region', 'home_province')
            AND divided.country IS NULL THEN 'not_applicable'
        WHEN own_readings.last_seen_at IS NOT NULL THEN 'not_stated'
        ELSE 'not_observed'
    END AS basis,
    folded.leading.polarity AS polarity,
    folded.leading.value AS value,
    folded.words_zh,
    folded.words_en,
    coalesce(folded.statements_count, 0) AS statements_count,
    folded.leading.tier AS tier,
    folded.leading.said_by AS said_by,
    folded.leading.page_set AS page_set,
    folded.leading.stated_region_id AS stated_region_id,
    folded.leading.document_id AS document_id,
    folded.leading.claim_id AS claim_id,
    folded.leading.valid_from AS since_at,
    CASE WHEN folded.leading IS NULL THEN own_readings.last_seen_at ELSE folded.leading.witnessed_at END AS last_seen_at,
    folded.leading.effective_from AS effective_from,
    folded.leading.effective_to AS effective_to,
    coalesce(CASE WHEN folded.leading IS NULL THEN own_readings.is_last_seen ELSE folded.leading.is_stale END, false) AS is_last_seen,
    coalesce(folded.is_conflicting, false) AS is_conflicting,
    coalesce(folded.is_self_contradicting, false) AS is_self_contradicting,
    coalesce(folded.supporting_count, 0) AS supporting_count,
    coalesce(folded.contradicting_count, 0) AS contradicting_count
FROM grid
JOIN raw.carriers ON carriers.carrier_id = grid.carrier_id
LEFT JOIN divided ON divided.country = carriers.country
LEFT JOIN folded
    ON folded.carrier_id = grid.carrier_id AND folded.region_id = grid.region_id
    AND folded.attribute = grid.attribute AND folded.code = grid.code
LEFT JOIN own_readings ON own_readings.carrier_id = grid.carrier_id AND own_readings.region_id = grid.region_id
