-- Who says what a policy excludes, in the same slot. What is said for a narrower region, or of this carrier by name, is an
-- exception to what the carrier's own wider page, or a statement on carriers in general, says: that is no conflict.
WITH
excluding AS (
    SELECT
        policies.policy_key, policies.claim_key, witnesses.claim_key AS opposing_claim_key,
        policies.page_set, witnesses.page_set AS opposing_page_set,
        policies.witness_key, witnesses.witness_key AS opposing_witness_key,
        policies.is_own, witnesses.is_own AS is_opposing_own,
        policies.is_general, witnesses.is_general AS is_opposing_general,
        policies.stated_region_id, witnesses.stated_region_id AS opposing_region_id,
        policies.distance, witnesses.distance AS opposing_distance
    FROM core.policy_statements AS policies
    JOIN raw.exclusions
        ON left_attribute = policies.attribute AND left_code = policies.code AND left_polarity = policies.polarity
    JOIN core.witnesses
        ON witnesses.carrier_id = policies.carrier_id
        AND witnesses.region_id = policies.region_id
        AND witnesses.applicant = policies.applicant
        AND witnesses.line_type = policies.line_type
        AND witnesses.channel = policies.channel
        AND witnesses.attribute = right_attribute
        AND witnesses.code = right_code
        AND witnesses.polarity = right_polarity
    WHERE witnesses.tier_rank IS NOT NULL
    UNION ALL
    -- Two values of a code that takes one.
    SELECT
        policies.policy_key, policies.claim_key, witnesses.claim_key,
        policies.page_set, witnesses.page_set,
        policies.witness_key, witnesses.witness_key,
        policies.is_own, witnesses.is_own,
        policies.is_general, witnesses.is_general,
        policies.stated_region_id, witnesses.stated_region_id,
        policies.distance, witnesses.distance
    FROM core.policy_statements AS policies
    JOIN raw.vocabulary USING (attribute, code)
    JOIN core.witnesses
        ON witnesses.carrier_id = policies.carrier_id
        AND witnesses.region_id = policies.region_id
        AND witnesses.attribute = policies.attribute
        AND witnesses.code = policies.code
        AND witnesses.applicant = policies.applicant
        AND witnesses.line_type = policies.line_type
        AND witnesses.channel = policies.channel
        AND witnesses.polarity = policies.polarity
        AND witnesses.value <> policies.value
    LEFT JOIN core.stated_values AS ours ON ours.value = policies.value
    LEFT JOIN core.stated_values AS theirs ON theirs.value = witnesses.value
    WHERE NOT vocabulary.is_many_valued
        AND witnesses.tier_rank IS NOT NULL
        AND core.are_apart(ours.measure, ours.low, ours.high, theirs.measure, theirs.low, theirs.high)
)
SELECT DISTINCT
    policy_key,
    claim_key,
    opposing_claim_key,
    opposing_region_id,
    opposing_witness_key,
    CASE WHEN page_set = opposing_page_set OR witness_key = opposing_witness_key THEN 'self_contradicting'
         ELSE 'between_witnesses' END AS kind,
    distance = 0 OR opposing_distance = 0 AS is_stated_here
FROM excluding
WHERE NOT (is_own AND is_opposing_own AND stated_region_id <> opposing_region_id)
    AND is_general = is_opposing_general
