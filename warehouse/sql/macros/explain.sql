-- Why a cell is as it is: the statements that hold, those that support and contradict them, and those that were outranked.
CREATE MACRO core.explain(carrier, region, attribute_name, code_name) AS TABLE
    WITH
    holding AS (
        SELECT * FROM core.policy_statements
        WHERE carrier_id = carrier AND region_id = region AND attribute = attribute_name AND code = code_name
    ),
    against AS (
        SELECT opposing_claim_key AS claim_key, opposing_region_id AS stated_region_id, min(kind) AS kind
        FROM core.oppositions
        WHERE policy_key IN (SELECT policy_key FROM holding)
        GROUP BY ALL
    ),
    judged AS (
        SELECT
            witnesses.*,
            CASE
                WHEN holding.claim_key IS NOT NULL THEN 'holds'
                WHEN against.kind = 'self_contradicting' THEN 'contradicts itself'
                WHEN against.claim_key IS NOT NULL THEN 'contradicts'
                WHEN witnesses.tier_rank IS NULL THEN 'spam'
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
        LEFT JOIN holding
            ON holding.claim_key = witnesses.claim_key AND holding.stated_region_id = witnesses.stated_region_id
        LEFT JOIN against
            ON against.claim_key = witnesses.claim_key AND against.stated_region_id = witnesses.stated_region_id
        WHERE witnesses.carrier_id = carrier
            AND witnesses.region_id = region
            AND ((witnesses.attribute = attribute_name AND witnesses.code = code_name) OR against.claim_key IS NOT NULL)
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
        judged.stated_region_id,
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
        judged.tier_rank, judged.witnessed_at DESC, documents.source_id, claims.span_start, claims.claim_id;
