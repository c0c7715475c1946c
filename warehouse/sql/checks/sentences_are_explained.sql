-- severity: warn
-- Of the sentences that a source says about ending a line, at least a third gave a claim.
SELECT sources.source_id, sum(documents.unexplained_count) AS unexplained_count, sum(documents.claims_count) AS claims_count
FROM raw.sources
JOIN core.pages USING (source_id)
JOIN core.page_set_states AS states ON states.page_id = pages.page_id AND states.valid_to IS NULL
JOIN raw.documents ON documents.document_id = states.document_id
WHERE sources.tier IN ('carrier', 'regulator')
GROUP BY ALL
HAVING sum(documents.unexplained_count) >= 10
    AND sum(documents.unexplained_count) > 2 * sum(documents.claims_count)
