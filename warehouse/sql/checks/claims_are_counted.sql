-- severity: error
-- A document has as many claims as its reading says.
SELECT documents.document_id, documents.claims_count, count(claims.claim_id) AS found_count
FROM raw.documents
LEFT JOIN raw.claims USING (document_id)
GROUP BY ALL
HAVING documents.claims_count IS DISTINCT FROM found_count
