-- severity: error
-- Every claim's attribute, code and polarity are the vocabulary's.
SELECT claims.document_id, claims.claim_id, claims.attribute, claims.code, claims.polarity
FROM raw.claims
LEFT JOIN raw.vocabulary USING (attribute, code)
WHERE NOT coalesce(list_contains(vocabulary.polarities, claims.polarity), false)
