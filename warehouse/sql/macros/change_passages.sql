-- The passages behind changes, by their ids: those of the statements before and after, each once, in the statements' order.
-- Where a side states nothing, `other_text` is what its page set showed then.
CREATE MACRO core.change_passages(change_ids) AS TABLE
    WITH
    asked AS (
        SELECT * FROM core.policy_changes WHERE list_contains(change_ids, change_id)
    ),
    quoted AS (
        SELECT change_id, 'before' AS side, unnest(before_documents) AS document_id, unnest(before_quotes) AS quote,
            generate_subscripts(before_quotes, 1) AS place
        FROM asked
        UNION ALL
        SELECT change_id, 'after', unnest(after_documents), unnest(after_quotes), generate_subscripts(after_quotes, 1)
        FROM asked
    ),
    shown AS (
        SELECT change_id, side, claims.passage, min(place) AS place
        FROM (
            SELECT quoted.*, arg_min(claims.passage, row(claims.span_start, claims.claim_id)) AS passage
            FROM quoted
            JOIN raw.claims ON claims.document_id = quoted.document_id AND claims.quote = quoted.quote
            GROUP BY ALL
        ) AS claims
        GROUP BY ALL
    ),
    sides AS (
        SELECT
            change_id,
            list(passage ORDER BY place) FILTER (side = 'before') AS before_passages,
            list(passage ORDER BY place) FILTER (side = 'after') AS after_passages
        FROM shown
        GROUP BY change_id
    ),
    others AS (
        SELECT asked.change_id, string_agg(documents.text, chr(10) ORDER BY states.page_id) AS other_text
        FROM asked
        JOIN core.page_set_states AS states
            ON states.page_set = asked.page_set
            AND CASE WHEN len(before) = 0
                THEN valid_from < observed_at AND coalesce(valid_to >= observed_at, true)
                ELSE valid_from <= observed_at AND coalesce(valid_to > observed_at, true) END
        JOIN raw.documents USING (document_id)
        WHERE len(before) = 0 OR len(after) = 0
        GROUP BY asked.change_id
    )
    SELECT
        asked.change_id,
        documents.language,
        coalesce(before_passages, []) AS before_passages,
        coalesce(after_passages, []) AS after_passages,
        other_text
    FROM asked
    JOIN raw.documents ON documents.document_id = coalesce(after_documents[1], before_documents[1])
    LEFT JOIN sides ON sides.change_id = asked.change_id
    LEFT JOIN others ON others.change_id = asked.change_id
    ORDER BY asked.change_id;
