-- severity: error
-- Every claim's quote is the text of its document from span_start to span_end, counted in code points.
SELECT claims.document_id, claims.claim_id, claims.span_start, claims.span_end, claims.quote
FROM raw.claims
JOIN raw.documents USING (document_id)
WHERE coalesce(
    claims.span_end - claims.span_start <> length(claims.quote)
    OR length(claims.quote) = 0
    OR substr(documents.text, claims.span_start + 1, claims.span_end - claims.span_start) <> claims.quote, true)
