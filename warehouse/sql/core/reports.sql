-- What the press, customers and notices said on a day.
SELECT
    spells.claim_key,
    spells.page_set,
    pages.source_id,
    spells.tier,
    spells.said_by,
    spells.witnessed_at::DATE AS reported_on,
    spells.carrier_id,
    spells.region_id,
    spells.region_role,
    spells.attribute,
    spells.code,
    spells.applicant,
    spells.line_type,
    spells.channel,
    spells.polarity,
    spells.value,
    spells.valid_to IS NOT NULL AS is_superseded,
    spells.document_id,
    spells.claim_id,
    claims.quote
FROM core.claim_spells AS spells
JOIN core.pages USING (page_id)
JOIN raw.claims ON claims.document_id = spells.document_id AND claims.claim_id = spells.claim_id
WHERE spells.is_dated
