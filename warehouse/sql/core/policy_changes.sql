-- Statements are compared, not texts, and only where a sentence that makes one came or went: what is read otherwise while the
-- words stand is a matter of reading. Only carriers' and regulators' own living pages change a policy. Slots that differ only in carrier or region and changed alike are one event.
WITH
spells AS (
    SELECT
        claim_spells.*,
        core.statement_text(polarity, value) AS statement,
        pages.source_id,
        sources.stale_after_days
    FROM core.claim_spells
    JOIN core.pages USING (page_id)
    JOIN raw.sources USING (source_id)
    WHERE NOT claim_spells.is_dated AND claim_spells.tier IN ('carrier', 'regulator')
),
befores AS (
    SELECT
        page_set,
        slot_key,
        observed_at,
        list(spells.statement ORDER BY statement) AS statements,
        list(claims.quote ORDER BY statement) AS quotes,
        list(spells.document_id ORDER BY statement) AS documents,
        list(wordings.words_zh ORDER BY statement) AS words_zh,
        list(wordings.words_en ORDER BY statement) AS words_en,
        max(spells.last_seen_at) FILTER (spells.valid_to = observed_at) AS last_seen_at,
        min(spells.effective_to) FILTER (spells.valid_to = observed_at) AS effective_to,
        arg_min(spells.source_id, row(spells.valid_to IS DISTINCT FROM observed_at, statement)) AS source_id,
        avg(nullif(list_position(vocabulary.better, spells.polarity), 0)) AS polarity_rank,
        min(stated_values.measure) AS measure,
        count(DISTINCT stated_values.measure) AS measures_count,
        min(stated_values.low) AS low,
        max(stated_values.high) AS high
    FROM core.slot_moments AS moments
    JOIN spells USING (page_set, slot_key)
    JOIN raw.claims ON claims.document_id = spells.document_id AND claims.claim_id = spells.claim_id
    JOIN raw.vocabulary ON vocabulary.attribute = spells.attribute AND vocabulary.code = spells.code
    JOIN core.wordings
        ON wordings.polarity = spells.polarity
        AND wordings.value IS NOT DISTINCT FROM spells.value
        AND wordings.applicant = spells.applicant
        AND wordings.line_type = spells.line_type
        AND wordings.channel = spells.channel
    LEFT JOIN core.stated_values ON stated_values.value = spells.value
    WHERE spells.valid_from < observed_at AND coalesce(spells.valid_to >= observed_at, true)
    GROUP BY ALL
),
afters AS (
    SELECT
        page_set,
        slot_key,
        observed_at,
        list(spells.statement ORDER BY statement) AS statements,
        list(claims.quote ORDER BY statement) AS quotes,
        list(spells.first_document_id ORDER BY statement) AS documents,
        list(wordings.words_zh ORDER BY statement) AS words_zh,
        list(wordings.words_en ORDER BY statement) AS words_en,
        min(spells.effective_from) FILTER (spells.valid_from = observed_at) AS effective_from,
        arg_min(spells.source_id, row(spells.valid_from <> observed_at, statement)) AS source_id,
        avg(nullif(list_position(vocabulary.better, spells.polarity), 0)) AS polarity_rank,
        min(stated_values.measure) AS measure,
        count(DISTINCT stated_values.measure) AS measures_count,
        min(stated_values.low) AS low,
        max(stated_values.high) AS high
    FROM core.slot_moments AS moments
    JOIN spells USING (page_set, slot_key)
    JOIN raw.claims ON claims.document_id = spells.first_document_id AND claims.claim_id = spells.first_claim_id
    JOIN raw.vocabulary ON vocabulary.attribute = spells.attribute AND vocabulary.code = spells.code
    JOIN core.wordings
        ON wordings.polarity = spells.polarity
        AND wordings.value IS NOT DISTINCT FROM spells.value
        AND wordings.applicant = spells.applicant
        AND wordings.line_type = spells.line_type
        AND wordings.channel = spells.channel
    LEFT JOIN core.stated_values ON stated_values.value = spells.value
    WHERE spells.valid_from <= observed_at AND coalesce(spells.valid_to > observed_at, true)
    GROUP BY ALL
),
slots AS (
    SELECT
        page_set, slot_key, region_role, attribute, code, applicant, line_type, channel, carrier_id, region_id,
        min(tier) AS tier,
        max(stale_after_days) AS stale_after_days
    FROM spells
    GROUP BY ALL
),
sightings AS (
    SELECT DISTINCT pages.page_set, captured_at
    FROM core.captures_judged
    JOIN core.pages USING (page_id)
    WHERE is_healthy
),
earlier AS (
    SELECT asked.page_set, asked.observed_at, max(sightings.captured_at) AS previous_at
    FROM (SELECT DISTINCT page_set, observed_at FROM core.slot_moments) AS asked
    ASOF JOIN sightings ON asked.page_set = sightings.page_set AND asked.observed_at > sightings.captured_at
    GROUP BY ALL
),
compared AS (
    SELECT
        moments.page_set,
        moments.slot_key,
        moments.observed_at,
        coalesce(befores.last_seen_at, earlier.previous_at) AS previous_observed_at,
        coalesce(afters.source_id, befores.source_id) AS source_id,
        coalesce(befores.statements, []) AS before,
        coalesce(afters.statements, []) AS after,
        coalesce(befores.quotes, []) AS before_quotes,
        coalesce(afters.quotes, []) AS after_quotes,
        coalesce(befores.documents, []) AS before_documents,
        coalesce(afters.documents, []) AS after_documents,
        array_to_string(befores.words_zh, '；') AS before_zh,
        array_to_string(befores.words_en, '; ') AS before_en,
        array_to_string(afters.words_zh, '；') AS after_zh,
        array_to_string(afters.words_en, '; ') AS after_en,
        CASE WHEN afters.statements IS NULL THEN befores.effective_to ELSE afters.effective_from END AS effective_on,
        befores.polarity_rank AS rank_before,
        afters.polarity_rank AS rank_after,
        CASE WHEN befores.measures_count = 1 AND afters.measures_count = 1 AND befores.measure = afters.measure
            THEN sign(afters.low - befores.low) + sign(afters.high - befores.high) END AS value_step
    FROM core.slot_moments AS moments
    LEFT JOIN befores USING (page_set, slot_key, observed_at)
    LEFT JOIN afters USING (page_set, slot_key, observed_at)
    LEFT JOIN earlier USING (page_set, observed_at)
),
events AS (
    SELECT
        compared.*,
        slots.* EXCLUDE (page_set, slot_key),
        CASE WHEN len(before) = 0 THEN 'added' WHEN len(after) = 0 THEN 'removed' ELSE 'changed' END AS kind
    FROM compared
    JOIN slots USING (page_set, slot_key)
    WHERE before <> after
        AND (page_set, slot_key, observed_at) IN (
            SELECT (page_set, slot_key, observed_at) FROM core.evidence_moves WHERE is_moved)
),
-- The set that held before one event comes back with a later one.
returns AS (
    SELECT
        there.page_set, there.slot_key, there.observed_at AS given_up_at, back.observed_at, back.after,
        back.observed_at <= there.observed_at + to_days(there.stale_after_days) AS is_soon
    FROM events AS there
    JOIN events AS back
        ON back.page_set = there.page_set
        AND back.slot_key = there.slot_key
        AND back.after = there.before
        AND back.observed_at > there.observed_at
),
flapping AS (
    SELECT DISTINCT page_set, slot_key, unnest([given_up_at, observed_at]) AS observed_at FROM returns WHERE is_soon
),
-- What held once, was given up, and holds again.
restored AS (
    SELECT DISTINCT page_set, slot_key, observed_at FROM returns WHERE len(after) > 0
),
directed AS (
    SELECT
        events.* EXCLUDE (kind),
        CASE WHEN restored.slot_key IS NOT NULL THEN 'restored' ELSE kind END AS kind,
        flapping.slot_key IS NOT NULL AS is_flap,
        CASE
            WHEN events.kind = 'added' AND len(vocabulary.better) > 1 AND rank_after = 1 THEN 'better'
            WHEN events.kind = 'added' AND len(vocabulary.better) > 1 AND rank_after = len(vocabulary.better) THEN 'worse'
            WHEN events.kind = 'removed' AND len(vocabulary.better) > 1 AND rank_before = 1 THEN 'worse'
            WHEN events.kind = 'removed' AND len(vocabulary.better) > 1 AND rank_before = len(vocabulary.better) THEN 'better'
            WHEN events.kind = 'changed' AND rank_after < rank_before THEN 'better'
            WHEN events.kind = 'changed' AND rank_after > rank_before THEN 'worse'
            WHEN events.kind = 'changed' AND is_lower_better IS NOT NULL AND value_step <> 0
                THEN CASE WHEN (value_step < 0) = is_lower_better THEN 'better' ELSE 'worse' END
            ELSE 'neutral'
        END AS direction
    FROM events
    JOIN raw.vocabulary USING (attribute, code)
    LEFT JOIN flapping
        ON flapping.page_set = events.page_set
        AND flapping.slot_key = events.slot_key
        AND flapping.observed_at = events.observed_at
    LEFT JOIN restored
        ON restored.page_set = events.page_set
        AND restored.slot_key = events.slot_key
        AND restored.observed_at = events.observed_at
)
SELECT
    md5(concat_ws('|', page_set, region_role, attribute, code, applicant, line_type, channel,
        epoch_us(observed_at), array_to_string(before, '; '), array_to_string(after, '; '))) AS change_id,
    page_set,
    min(source_id) AS source_id,
    split_part(page_set, '/', 1) AS publisher_id,
    min(tier) AS tier,
    coalesce(list(DISTINCT carrier_id ORDER BY carrier_id) FILTER (carrier_id IS NOT NULL), []) AS carriers,
    coalesce(list(DISTINCT region_id ORDER BY region_id) FILTER (region_id IS NOT NULL), []) AS regions,
    region_role,
    attribute,
    code,
    applicant,
    line_type,
    channel,
    kind,
    before,
    after,
    min(before_quotes) AS before_quotes,
    min(after_quotes) AS after_quotes,
    min(before_documents) AS before_documents,
    min(after_documents) AS after_documents,
    min(before_zh) AS before_zh,
    min(before_en) AS before_en,
    min(after_zh) AS after_zh,
    min(after_en) AS after_en,
    observed_at,
    min(previous_observed_at) AS previous_observed_at,
    min(effective_on) AS effective_on,
    min(direction) AS direction,
    bool_or(is_flap) AS is_flap
FROM directed
GROUP BY page_set, region_role, attribute, code, applicant, line_type, channel, kind, before, after, observed_at
