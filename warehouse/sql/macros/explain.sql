-- Why a cell is as it is: the statements that hold, those that support and contradict them, and those that were outranked.
CREATE MACRO core.explain(carrier, region, attribute_name, code_name) AS TABLE
    WITH
    holding AS (
        SELECT * FROM core.policy_statements
        WHERE carrier_id = carrier AND region_id = region AND attribute = attribute_name AND code = code_name
    ),
    around AS (
        SELECT ancestor_id, distance FROM core.region_parts WHERE region_id = region
    ),
    against AS (
        SELECT DISTINCT tallies.*
        FROM core.oppositions
        JOIN holding USING (claim_key)
        JOIN core.tallies USING (tally_key)
        WHERE opposing_region_id IN (SELECT ancestor_id FROM around)
    ),
    judged AS (
        SELECT
            witnesses.*,
            around.distance,
            CASE
                WHEN witnesses.claim_key IN (SELECT claim_key FROM holding) THEN 'holds'
                WHEN witnesses.tier_rank IS NULL THEN 'spam'
                WHEN against.tally_key IS NOT NULL AND witnesses.witness_key IN (SELECT witness_key FROM holding)
                    THEN 'contradicts itself'
                WHEN against.tally_key IS NOT NULL THEN 'contradicts'
                WHEN EXISTS (
                    FROM holding AS same
                    WHERE same.polarity = witnesses.polarity AND same.value IS NOT DISTINCT FROM witnesses.value
                        AND same.applicant = witnesses.applicant AND same.line_type = witnesses.line_type
                        AND same.channel = witnesses.channel) THEN 'supports'
                ELSE 'is outranked'
            END AS part,
            holding.basis,
            holding.rule
        FROM core.witnesses
        JOIN around ON around.ancestor_id = witnesses.region_id
        LEFT JOIN holding USING (claim_key)
        LEFT JOIN against
            ON against.carrier_id IS NOT DISTINCT FROM witnesses.carrier_id
            AND against.region_id = witnesses.region_id
            AND against.is_own = witnesses.is_own
            AND against.attribute = witnesses.attribute
            AND against.code = witnesses.code
            AND against.applicant = witnesses.applicant
            AND against.line_type = witnesses.line_type
            AND against.channel = witnesses.channel
            AND against.polarity = witnesses.polarity
            AND against.value IS NOT DISTINCT FROM witnesses.value
        WHERE coalesce(witnesses.carrier_id, carrier) = carrier
            AND ((witnesses.attribute = attribute_name AND witnesses.code = code_name) OR against.tally_key IS NOT NULL)
    )
    SELECT
        judged.part,
        judged.attribute || '.' || judged.code AS condition,
        wordings.words_zh,
        wordings.words_en,
        judged.basis,
        judged.rule,
        judged.tier,
        judged.said_by,
        judged.region_id AS stated_region_id,
        judged.witnessed_at::DATE AS as_of_on,
        judged.valid_from::DATE AS since_on,
        judged.is_stale AS is_last_seen,
        documents.source_id,
        documents.address,
        claims.quote,
        claims.passage
    FROM judged
    JOIN raw.documents USING (document_id)
    JOIN raw.claims ON claims.document_id = judged.document_id AND claims.claim_id = judged.claim_id
    JOIN core.wordings
        ON wordings.polarity = judged.polarity
        AND wordings.value IS NOT DISTINCT FROM judged.value
        AND wordings.applicant = judged.applicant
        AND wordings.line_type = judged.line_type
        AND wordings.channel = judged.channel
    ORDER BY
        list_position(['holds', 'supports', 'contradicts itself', 'contradicts', 'is outranked', 'spam'], judged.part),
        judged.is_stale, judged.is_general, judged.tier_rank, judged.distance, judged.witnessed_at DESC, documents.source_id, claims.span_start, claims.claim_id;
