-- severity: warn
-- The standing reading of a source has at least as many claims as its declaration expects.
SELECT sources.source_id, sources.min_claims, sum(documents.claims_count) AS claims_count
FROM raw.sources
JOIN core.pages USING (source_id)
JOIN core.page_set_states AS states ON states.page_id = pages.page_id AND states.valid_to IS NULL
JOIN raw.documents ON documents.document_id = states.document_id
GROUP BY ALL
HAVING sum(documents.claims_count) < sources.min_claims
