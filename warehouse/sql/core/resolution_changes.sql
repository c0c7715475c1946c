-- The first healthy state of a page brings statements that are new to us and no news about the policy.
SELECT
    'first_sight' AS kind,
    states.valid_from AS observed_at,
    states.page_set,
    states.page_id,
    pages.source_id,
    count(statements.statement_key) AS claims_count
FROM core.page_set_states AS states
JOIN core.pages USING (page_id)
LEFT JOIN core.statements USING (document_id)
WHERE states.state_no = 1
GROUP BY ALL
