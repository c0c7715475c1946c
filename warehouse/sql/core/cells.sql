-- One cell for each living carrier, home region and code. A cell shows the slots of the code with the best basis; a slot
-- with a weaker one stays in core.policies. Where nothing is stated the cell says why.
WITH
grid AS (
    SELECT carrier_id, region_id, attribute, code
    FROM core.home_regions
    CROSS JOIN raw.vocabulary
),
ranked AS (
    SELECT
        policies.*,
        row(is_last_seen, list_position(['stated', 'inherited', 'reported', 'general'], basis)) AS strength
    FROM core.policies
),
strongest AS (
    SELECT carrier_id, region_id, attribute, code, min(strength) AS strength FROM ranked GROUP BY ALL
),
chosen AS (
    SELECT ranked.* FROM ranked JOIN strongest USING (carrier_id, region_id, attribute, code, strength)
),
flags AS (
    SELECT
        carrier_id, region_id, attribute, code,
        bool_or(is_conflicting) AS is_conflicting,
        bool_or(is_self_contradicting) AS is_self_contradicting,
        sum(supporting_count)::BIGINT AS supporting_count,
        sum(contradicting_count)::BIGINT AS contradicting_count
    FROM chosen
    GROUP BY ALL
),
worded AS (
    SELECT
        statements.*,
        wordings.words_zh,
        wordings.words_en,
        row(
            statements.applicant <> 'any', statements.line_type <> 'any', statements.channel <> 'any',
            statements.applicant, statements.line_type, statements.channel,
            coalesce(list_position(vocabulary.polarities, statements.polarity), 99),
            statements.value IS NULL, coalesce(stated_values.low, 0), statements.value, statements.claim_key
        ) AS place
    FROM core.policy_statements AS statements
    JOIN chosen USING (policy_key)
    JOIN raw.vocabulary ON vocabulary.attribute = statements.attribute AND vocabulary.code = statements.code
    LEFT JOIN core.stated_values ON stated_values.value = statements.value
    JOIN core.wordings
        ON wordings.polarity = statements.polarity
        AND wordings.value IS NOT DISTINCT FROM statements.value
        AND wordings.applicant = statements.applicant
        AND wordings.line_type = statements.line_type
        AND wordings.channel = statements.channel
),
folded AS (
    SELECT
        carrier_id, region_id, attribute, code,
        string_agg(words_zh, '；' ORDER BY place) AS words_zh,
        string_agg(words_en, '; ' ORDER BY place) AS words_en,
        count(*) AS statements_count,
        arg_min(worded, place) AS leading
    FROM worded
    GROUP BY ALL
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
    coalesce(flags.is_conflicting, false) AS is_conflicting,
    coalesce(flags.is_self_contradicting, false) AS is_self_contradicting,
    coalesce(flags.supporting_count, 0) AS supporting_count,
    coalesce(flags.contradicting_count, 0) AS contradicting_count
FROM grid
JOIN raw.carriers ON carriers.carrier_id = grid.carrier_id
LEFT JOIN divided ON divided.country = carriers.country
LEFT JOIN folded
    ON folded.carrier_id = grid.carrier_id AND folded.region_id = grid.region_id
    AND folded.attribute = grid.attribute AND folded.code = grid.code
LEFT JOIN flags
    ON flags.carrier_id = grid.carrier_id AND flags.region_id = grid.region_id
    AND flags.attribute = grid.attribute AND flags.code = grid.code
LEFT JOIN own_readings ON own_readings.carrier_id = grid.carrier_id AND own_readings.region_id = grid.region_id
