-- severity: error
-- Every statement of a policy has a claim with its words, in force and standing as of the build.
SELECT statements.policy_key, statements.claim_key
FROM core.policy_statements AS statements
LEFT JOIN raw.claims ON claims.document_id = statements.document_id AND claims.claim_id = statements.claim_id
LEFT JOIN core.claim_spells AS spells ON spells.claim_key = statements.claim_key AND spells.valid_to IS NULL
WHERE claims.claim_id IS NULL OR spells.claim_key IS NULL
