-- What holds on a day for somebody who leaves: the statements that won, for the applicant ('self', 'agent', 'corporate',
-- 'estate') and the line type ('any': whichever it is). A city without cells of its own is answered for by its province.
-- What is said of just this applicant or line goes before what is said of all.
CREATE MACRO core.held(carrier, region, asker, line, on_day) AS TABLE
    WITH
    place AS (
        SELECT arg_min(parts.ancestor_id, parts.distance) AS region_id
        FROM core.region_parts AS parts
        JOIN core.home_regions AS homes ON homes.region_id = parts.ancestor_id AND homes.carrier_id = carrier
        WHERE parts.region_id = region
    )
    SELECT
        statements.attribute,
        statements.code,
        vocabulary.position,
        vocabulary.attribute_zh || '：' || vocabulary.code_zh AS condition_zh,
        vocabulary.attribute_en || ': ' || vocabulary.code_en AS condition_en,
        statements.applicant,
        statements.line_type,
        statements.channel,
        statements.polarity,
        statements.value,
        wordings.words_zh,
        wordings.words_en,
        stated_values.measure,
        stated_values.low,
        stated_values.high,
        statements.basis,
        policies.is_conflicting,
        statements.tier,
        statements.said_by,
        statements.stated_region_id,
        documents.source_id,
        documents.address,
        claims.quote
    FROM core.policy_statements AS statements
    JOIN place USING (region_id)
    JOIN core.policies USING (policy_key)
    JOIN raw.vocabulary ON vocabulary.attribute = statements.attribute AND vocabulary.code = statements.code
    JOIN core.wordings
        ON wordings.polarity = statements.polarity
        AND wordings.value IS NOT DISTINCT FROM statements.value
        AND wordings.applicant = statements.applicant
        AND wordings.line_type = statements.line_type
        AND wordings.channel = statements.channel
    LEFT JOIN core.stated_values ON stated_values.value = statements.value
    JOIN raw.documents ON documents.document_id = statements.document_id
    JOIN raw.claims ON claims.document_id = statements.document_id AND claims.claim_id = statements.claim_id
    WHERE statements.carrier_id = carrier
        AND statements.applicant IN ('any', asker)
        AND (line = 'any' OR statements.line_type IN ('any', line))
        AND coalesce(statements.effective_from <= on_day::DATE, true)
        AND coalesce(statements.effective_to >= on_day::DATE, true)
    QUALIFY
        (line = 'any' OR statements.line_type = line OR NOT bool_or(statements.line_type = line)
            OVER (PARTITION BY statements.attribute, statements.code, statements.channel))
        AND (statements.applicant = asker OR NOT bool_or(statements.applicant = asker)
            OVER (PARTITION BY statements.attribute, statements.code, statements.channel, statements.line_type));
