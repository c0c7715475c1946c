-- Every cell with its labels, words and evidence.
SELECT
    build.dataset,
    cells.carrier_id,
    carriers.name AS carrier_name,
    carriers.local_name AS carrier_local_name,
    cells.region_id,
    regions.name_zh AS region_zh,
    regions.name_en AS region_en,
    cells.attribute,
    vocabulary.attribute_zh,
    vocabulary.attribute_en,
    cells.code,
    vocabulary.code_zh,
    vocabulary.code_en,
    vocabulary.position,
    cells.basis,
    coalesce(labels.label_zh, cells.basis) AS basis_zh,
    coalesce(labels.label_en, cells.basis) AS basis_en,
    coalesce(cells.words_zh, labels.label_zh, cells.basis) AS policy_zh,
    coalesce(cells.words_en, labels.label_en, cells.basis) AS policy_en,
    cells.polarity,
    cells.value,
    stated_values.measure AS value_measure,
    stated_values.low AS value_low,
    stated_values.high AS value_high,
    claims.quote,
    cells.said_by,
    cells.tier,
    documents.source_id,
    coalesce(sources.title, documents.title) AS source_title,
    documents.address,
    sources.is_verified,
    cells.stated_region_id,
    cells.last_seen_at::DATE AS as_of_on,
    cells.since_at::DATE AS since_on,
    cells.effective_from,
    cells.effective_to,
    cells.is_last_seen,
    cells.is_conflicting,
    cells.is_self_contradicting,
    cells.supporting_count,
    cells.contradicting_count
FROM core.cells
CROSS JOIN raw.build
JOIN raw.carriers USING (carrier_id)
JOIN raw.regions USING (region_id)
JOIN raw.vocabulary USING (attribute, code)
LEFT JOIN raw.labels ON labels.kind = 'basis' AND labels.word = cells.basis
LEFT JOIN raw.documents ON documents.document_id = cells.document_id
LEFT JOIN raw.claims ON claims.document_id = cells.document_id AND claims.claim_id = cells.claim_id
LEFT JOIN raw.sources ON sources.source_id = documents.source_id
LEFT JOIN core.stated_values ON stated_values.value = cells.value
