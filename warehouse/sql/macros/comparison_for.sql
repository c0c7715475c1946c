-- The comparison as it is for one applicant: 'self', 'agent', 'corporate' or 'estate'. Statements about other applicants do
-- not count; where nothing else is said, the cell says whether the carrier's pages were read.
CREATE MACRO core.comparison_for(asker) AS TABLE
    WITH
    read_regions AS (
        SELECT DISTINCT carrier_id, region_id FROM core.cells WHERE basis IN ('stated', 'inherited', 'not_stated')
    ),
    told AS (
        SELECT
            comparison.* EXCLUDE (
                basis, basis_zh, basis_en, policy_zh, policy_en, polarity, value, value_measure, value_low, value_high, quote,
                said_by, tier, source_id, source_title, address, is_verified, stated_region_id, as_of_on, since_on, effective_from,
                effective_to, is_last_seen, is_conflicting, is_self_contradicting, supporting_count, contradicting_count),
            folded.leading,
            folded.words_zh,
            folded.words_en,
            comparison.as_of_on AS read_on,
            CASE
                WHEN folded.leading IS NOT NULL THEN folded.leading.basis
                WHEN comparison.polarity IS NULL THEN comparison.basis
                WHEN read_regions.carrier_id IS NULL THEN 'not_observed'
                ELSE 'not_stated'
            END AS basis,
            coalesce(folded.is_conflicting, false) AS is_conflicting,
            coalesce(folded.is_self_contradicting, false) AS is_self_contradicting,
            coalesce(folded.supporting_count, 0) AS supporting_count,
            coalesce(folded.contradicting_count, 0) AS contradicting_count
        FROM out.comparison
        LEFT JOIN core.folded_policies(asker) AS folded USING (carrier_id, region_id, attribute, code)
        LEFT JOIN read_regions USING (carrier_id, region_id)
    )
    SELECT
        told.dataset, told.carrier_id, carrier_name, carrier_local_name, told.region_id, region_zh, region_en, told.attribute,
        attribute_zh, attribute_en, told.code, code_zh, code_en, told.position, told.basis,
        coalesce(labels.label_zh, told.basis) AS basis_zh,
        coalesce(labels.label_en, told.basis) AS basis_en,
        coalesce(told.words_zh, labels.label_zh, told.basis) AS policy_zh,
        coalesce(told.words_en, labels.label_en, told.basis) AS policy_en,
        told.leading.polarity AS polarity,
        told.leading.value AS value,
        stated_values.measure AS value_measure,
        stated_values.low AS value_low,
        stated_values.high AS value_high,
        claims.quote,
        told.leading.said_by AS said_by,
        told.leading.tier AS tier,
        documents.source_id,
        coalesce(sources.title, documents.title) AS source_title,
        documents.address,
        sources.is_verified,
        told.leading.stated_region_id AS stated_region_id,
        CASE WHEN told.leading IS NULL THEN read_on ELSE told.leading.witnessed_at::DATE END AS as_of_on,
        told.leading.valid_from::DATE AS since_on,
        told.leading.effective_from AS effective_from,
        told.leading.effective_to AS effective_to,
        coalesce(told.leading.is_stale, false) AS is_last_seen,
        is_conflicting,
        is_self_contradicting,
        supporting_count,
        contradicting_count
    FROM told
    LEFT JOIN raw.labels ON labels.kind = 'basis' AND labels.word = told.basis
    LEFT JOIN raw.documents ON documents.document_id = told.leading.document_id
    LEFT JOIN raw.claims ON claims.document_id = told.leading.document_id AND claims.claim_id = told.leading.claim_id
    LEFT JOIN raw.sources ON sources.source_id = documents.source_id
    LEFT JOIN core.stated_values ON stated_values.value = told.leading.value;
