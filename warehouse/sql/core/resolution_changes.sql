-- The first healthy state of a page brings statements that are new to us and no news about the policy. Neither is it news when
-- the same words are read otherwise.
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
UNION ALL
SELECT
    'reading',
    moves.observed_at,
    moves.page_set,
    min(pages.page_id),
    min(pages.source_id),
    count(*)
FROM core.evidence_moves AS moves
JOIN core.claim_spells AS spells
    ON spells.claim_key = moves.claim_key
    AND moves.observed_at IN (spells.valid_from, spells.valid_to)
JOIN core.pages ON pages.page_id = spells.page_id
WHERE NOT moves.is_moved
GROUP BY moves.observed_at, moves.page_set
