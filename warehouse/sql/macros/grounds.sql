-- Why the cells of a carrier and home region are as they are: for each the statements that hold, those that support and
-- contradict them, and those that were outranked; with the text around the words, 240 characters on either side.
CREATE MACRO core.grounds(carrier, region) AS TABLE
    WITH
    holding AS (
        SELECT * FROM core.policy_statements WHERE carrier_id = carrier AND region_id = region
    ),
    around AS (
        SELECT ancestor_id, distance FROM core.region_parts WHERE region_id = region
    ),
    near AS (
        SELECT witnesses.*, around.distance
        FROM core.witnesses
        JOIN around ON around.ancestor_id = witnesses.region_id
        WHERE coalesce(witnesses.carrier_id, carrier) = carrier
    ),
    against AS (
        SELECT DISTINCT holding.attribute AS cell_attribute, holding.code AS cell_code, tallies.*
        FROM core.oppositions
        JOIN holding USING (claim_key)
        JOIN core.tallies USING (tally_key)
        WHERE opposing_region_id IN (SELECT ancestor_id FROM around)
    ),
    opposing AS (
        SELECT DISTINCT against.cell_attribute, against.cell_code, near.claim_key
        FROM near
        JOIN against
            ON against.carrier_id IS NOT DISTINCT FROM near.carrier_id
            AND against.region_id = near.region_id
            AND against.is_own = near.is_own
            AND against.attribute = near.attribute
            AND against.code = near.code
            AND against.applicant = near.applicant
            AND against.line_type = near.line_type
            AND against.channel = near.channel
            AND against.polarity = near.polarity
            AND against.value IS NOT DISTINCT FROM near.value
    ),
    placed AS (
        SELECT attribute AS cell_attribute, code AS cell_code, claim_key FROM near
        UNION
        FROM opposing
    ),
    judged AS (
        SELECT
            placed.cell_attribute,
            placed.cell_code,
            near.*,
            CASE
                WHEN holding.claim_key IS NOT NULL THEN 'holds'
                WHEN near.tier_rank IS NULL THEN 'spam'
                WHEN opposing.claim_key IS NOT NULL AND EXISTS (
                    FROM holding AS same
                    WHERE same.witness_key = near.witness_key
                        AND same.attribute = placed.cell_attribute AND same.code = placed.cell_code)
                    THEN 'contradicts itself'
                WHEN opposing.claim_key IS NOT NULL THEN 'contradicts'
                WHEN EXISTS (
                    FROM holding AS same
                    WHERE same.attribute = placed.cell_attribute AND same.code = placed.cell_code
                        AND same.polarity = near.polarity AND same.value IS NOT DISTINCT FROM near.value
                        AND same.applicant = near.applicant AND same.line_type = near.line_type
                        AND same.channel = near.channel) THEN 'supports'
                ELSE 'is outranked'
            END AS part,
            holding.basis,
            holding.rule
        FROM placed
        JOIN near USING (claim_key)
        LEFT JOIN holding
            ON holding.claim_key = placed.claim_key
            AND holding.attribute = placed.cell_attribute AND holding.code = placed.cell_code
        LEFT JOIN opposing
            ON opposing.claim_key = placed.claim_key
            AND opposing.cell_attribute = placed.cell_attribute AND opposing.cell_code = placed.cell_code
    )
    SELECT
        judged.cell_attribute,
        judged.cell_code,
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
        judged.is_verified,
        coalesce(sources.title, documents.title) AS source_title,
        documents.address,
        documents.digest,
        claims.quote,
        claims.passage,
        substr(documents.text, greatest(1, claims.span_start - 239), least(240, claims.span_start)) AS text_before,
        substr(documents.text, claims.span_end + 1, 240) AS text_after
    FROM judged
    JOIN raw.documents USING (document_id)
    JOIN raw.sources ON sources.source_id = documents.source_id
    JOIN raw.claims ON claims.document_id = judged.document_id AND claims.claim_id = judged.claim_id
    JOIN core.wordings
        ON wordings.polarity = judged.polarity
        AND wordings.value IS NOT DISTINCT FROM judged.value
        AND wordings.applicant = judged.applicant
        AND wordings.line_type = judged.line_type
        AND wordings.channel = judged.channel
    ORDER BY
        judged.cell_attribute, judged.cell_code,
        list_position(['holds', 'supports', 'contradicts itself', 'contradicts', 'is outranked', 'spam'], judged.part),
        judged.is_stale, judged.is_general, judged.tier_rank, judged.distance, judged.witnessed_at DESC, documents.source_id, claims.span_start, claims.claim_id;
