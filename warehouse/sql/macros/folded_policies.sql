-- The policies of each code folded into what a cell shows: the slots with the best basis, their words and flags, and the
-- leading statement. `asker` is an applicant ('self', 'agent', 'corporate', 'estate'), whose own and unqualified statements
-- count, or NULL for all.
CREATE MACRO core.folded_policies(asker) AS TABLE
    WITH
    ranked AS (
        SELECT
            policies.*,
            row(is_last_seen, list_position(['stated', 'inherited', 'reported', 'general'], basis)) AS strength
        FROM core.policies
        WHERE asker IS NULL OR applicant IN ('any', asker)
    ),
    strongest AS (
        SELECT carrier_id, region_id, attribute, code, min(strength) AS strength FROM ranked GROUP BY ALL
    ),
    chosen AS (
        SELECT ranked.* FROM ranked JOIN strongest USING (carrier_id, region_id, attribute, code, strength)
    ),
    flags AS (
        SELECT
            carrier_id, region_id, attribute, code,
            bool_or(is_conflicting) AS is_conflicting,
            bool_or(is_self_contradicting) AS is_self_contradicting,
            sum(supporting_count)::BIGINT AS supporting_count,
            sum(contradicting_count)::BIGINT AS contradicting_count
        FROM chosen
        GROUP BY ALL
    ),
    worded AS (
        SELECT
            statements.*,
            wordings.words_zh,
            wordings.words_en,
            row(
                statements.applicant <> 'any', statements.line_type <> 'any', statements.channel <> 'any',
                statements.applicant, statements.line_type, statements.channel,
                coalesce(list_position(vocabulary.polarities, statements.polarity), 99),
                statements.value IS NULL, coalesce(stated_values.low, 0), statements.value, statements.claim_key
            ) AS place
        FROM core.policy_statements AS statements
        JOIN chosen USING (policy_key)
        JOIN raw.vocabulary ON vocabulary.attribute = statements.attribute AND vocabulary.code = statements.code
        LEFT JOIN core.stated_values ON stated_values.value = statements.value
        JOIN core.wordings
            ON wordings.polarity = statements.polarity
            AND wordings.value IS NOT DISTINCT FROM statements.value
            AND wordings.applicant = statements.applicant
            AND wordings.line_type = statements.line_type
            AND wordings.channel = statements.channel
    ),
    folded AS (
        SELECT
            carrier_id, region_id, attribute, code,
            string_agg(words_zh, '；' ORDER BY place) AS words_zh,
            string_agg(words_en, '; ' ORDER BY place) AS words_en,
            count(*) AS statements_count,
            arg_min(worded, place) AS leading
        FROM worded
        GROUP BY ALL
    )
    SELECT folded.*, flags.* EXCLUDE (carrier_id, region_id, attribute, code)
    FROM folded
    JOIN flags USING (carrier_id, region_id, attribute, code);
