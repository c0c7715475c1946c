-- severity: error
-- The two sides of a conflict are of different witnesses, or of one document, and the vocabulary declares that they exclude each other.
SELECT conflict_id, kind, holding_attribute, holding_code, holding_statement, opposing_statement
FROM core.conflicts
WHERE (kind = 'self_contradicting') <> (holding_document_id = opposing_document_id)
    OR NOT EXISTS (
        FROM raw.exclusions
        WHERE left_attribute = holding_attribute AND left_code = holding_code
            AND left_polarity = split_part(holding_statement, ' ', 1)
            AND right_attribute = opposing_attribute AND right_code = opposing_code
            AND right_polarity = split_part(opposing_statement, ' ', 1))
    AND NOT EXISTS (
        FROM raw.vocabulary
        WHERE attribute = holding_attribute AND code = holding_code AND NOT is_many_valued
            AND opposing_attribute = holding_attribute AND opposing_code = holding_code
            AND holding_statement <> opposing_statement
            AND split_part(holding_statement, ' ', 1) = split_part(opposing_statement, ' ', 1))
