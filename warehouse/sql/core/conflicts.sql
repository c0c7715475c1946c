-- Both sides of every exclusion: a prevailing claim against the best witness of each statement that excludes it, at the
-- narrower of the two regions, and documents that exclude themselves. Where two prevailing claims exclude each other, the
-- side that ranks higher holds.
WITH
opposed AS (
    SELECT DISTINCT ON (least(claim_key, opposing_claim_key), greatest(claim_key, opposing_claim_key))
        'between_witnesses' AS kind,
        prevailing.carrier_id,
        oppositions.shared_region_id AS region_id,
        prevailing.applicant,
        prevailing.line_type,
        prevailing.channel,
        claim_key AS holding_key,
        opposing_claim_key AS opposing_key
    FROM core.oppositions
    JOIN core.prevailing USING (claim_key)
    WHERE opposing_claim_key IS NOT NULL
    ORDER BY prevailing.tier_rank, claim_key
),
standing AS (
    SELECT * FROM core.claim_spells WHERE valid_to IS NULL
),
self_opposed AS (
    SELECT
        'self_contradicting' AS kind,
        left_spells.carrier_id,
        left_spells.region_id,
        left_spells.applicant,
        left_spells.line_type,
        left_spells.channel,
        left_spells.claim_key AS holding_key,
        right_spells.claim_key AS opposing_key
    FROM standing AS left_spells
    JOIN raw.exclusions
        ON left_attribute = left_spells.attribute
        AND left_code = left_spells.code
        AND left_polarity = left_spells.polarity
    JOIN standing AS right_spells
        ON right_spells.document_id = left_spells.document_id
        AND right_spells.carrier_id IS NOT DISTINCT FROM left_spells.carrier_id
        AND right_spells.region_id IS NOT DISTINCT FROM left_spells.region_id
        AND right_spells.region_role = left_spells.region_role
        AND right_spells.applicant = left_spells.applicant
        AND right_spells.line_type = left_spells.line_type
        AND right_spells.channel = left_spells.channel
        AND right_spells.attribute = right_attribute
        AND right_spells.code = right_code
        AND right_spells.polarity = right_polarity
    WHERE (left_attribute, left_code, left_polarity) < (right_attribute, right_code, right_polarity)
),
two_valued AS (
    SELECT
        'self_contradicting',
        left_spells.carrier_id,
        left_spells.region_id,
        left_spells.applicant,
        left_spells.line_type,
        left_spells.channel,
        left_spells.claim_key,
        right_spells.claim_key
    FROM standing AS left_spells
    JOIN raw.vocabulary USING (attribute, code)
    JOIN standing AS right_spells
        ON right_spells.document_id = left_spells.document_id
        AND right_spells.slot_key = left_spells.slot_key
        AND right_spells.polarity = left_spells.polarity
        AND right_spells.value > left_spells.value
    LEFT JOIN core.stated_values AS ours ON ours.value = left_spells.value
    LEFT JOIN core.stated_values AS theirs ON theirs.value = right_spells.value
    WHERE NOT vocabulary.is_many_valued
        AND core.are_apart(ours.measure, ours.low, ours.high, theirs.measure, theirs.low, theirs.high)
),
pairs AS (
    SELECT * FROM opposed
    UNION ALL
    SELECT * FROM self_opposed
    UNION ALL
    SELECT * FROM two_valued
),
sides AS (
    SELECT
        spells.claim_key,
        core.statement_text(spells.polarity, spells.value) AS statement,
        spells.attribute,
        spells.code,
        spells.tier,
        spells.said_by,
        spells.witnessed_at,
        pages.source_id,
        spells.document_id,
        spells.claim_id,
        claims.quote
    FROM standing AS spells
    JOIN core.pages USING (page_id)
    JOIN raw.claims ON claims.document_id = spells.document_id AND claims.claim_id = spells.claim_id
    WHERE spells.claim_key IN (SELECT holding_key FROM pairs UNION ALL SELECT opposing_key FROM pairs)
)
SELECT
    md5(concat_ws('|', pairs.kind, coalesce(pairs.carrier_id, '*'), coalesce(pairs.region_id, '?'), holding_key, opposing_key)) AS conflict_id,
    pairs.kind,
    pairs.carrier_id,
    pairs.region_id,
    pairs.applicant,
    pairs.line_type,
    pairs.channel,
    holding.statement AS holding_statement,
    holding.attribute AS holding_attribute,
    holding.code AS holding_code,
    holding.tier AS holding_tier,
    holding.said_by AS holding_said_by,
    holding.witnessed_at AS holding_at,
    holding.source_id AS holding_source_id,
    holding.document_id AS holding_document_id,
    holding.claim_id AS holding_claim_id,
    holding.quote AS holding_quote,
    opposing.statement AS opposing_statement,
    opposing.attribute AS opposing_attribute,
    opposing.code AS opposing_code,
    opposing.tier AS opposing_tier,
    opposing.said_by AS opposing_said_by,
    opposing.witnessed_at AS opposing_at,
    opposing.source_id AS opposing_source_id,
    opposing.document_id AS opposing_document_id,
    opposing.claim_id AS opposing_claim_id,
    opposing.quote AS opposing_quote
FROM pairs
JOIN sides AS holding ON holding.claim_key = holding_key
JOIN sides AS opposing ON opposing.claim_key = opposing_key
