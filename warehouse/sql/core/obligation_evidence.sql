-- What keeps or breaks an obligation: a carrier's own words in force, and what others reported of it since the rule holds.
-- Reports on carriers in general accuse nobody, and spam proves nothing.
WITH
bound AS (
    SELECT obligations.obligation_id, obligations.holds_from, carriers.carrier_id, obligations.country
    FROM raw.obligations
    JOIN raw.carriers
        ON carriers.country = obligations.country
        AND (len(obligations.carriers) = 0 OR list_contains(obligations.carriers, carriers.carrier_id))
    CROSS JOIN raw.build
    WHERE carriers.is_active AND obligations.holds_from <= build.now_at::DATE
),
said AS (
    SELECT
        'text' AS voice, carrier_id, region_id, attribute, code, polarity, value, witnessed_at::DATE AS said_on, tier,
        said_by, document_id, claim_id
    FROM core.witnesses
    WHERE is_own
    UNION ALL
    SELECT
        'report', carrier_id, region_id, attribute, code, polarity, value, reported_on, tier, said_by, document_id,
        claim_id
    FROM core.reports
    WHERE core.tier_rank(tier) IS NOT NULL
)
SELECT DISTINCT
    bound.obligation_id,
    bound.carrier_id,
    measures.side,
    said.voice,
    said.region_id,
    said.attribute,
    said.code,
    said.polarity,
    said.value,
    said.said_on,
    said.tier,
    said.said_by,
    coalesce(copies.copy_of, documents.text_key) AS witness_key,
    documents.source_id,
    said.document_id,
    said.claim_id,
    claims.quote
FROM bound
JOIN raw.obligation_measures AS measures USING (obligation_id)
JOIN said
    ON said.carrier_id = bound.carrier_id
    AND said.attribute = measures.attribute
    AND said.code = measures.code
    AND said.polarity = measures.polarity
    AND (measures.value IS NULL OR measures.value = said.value)
JOIN raw.regions ON regions.region_id = said.region_id AND regions.country = bound.country
JOIN raw.documents USING (document_id)
LEFT JOIN core.copies USING (document_id)
JOIN raw.claims ON claims.document_id = said.document_id AND claims.claim_id = said.claim_id
WHERE said.voice = 'text' OR said.said_on >= bound.holds_from
