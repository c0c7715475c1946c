-- severity: error
-- Every claim and every unexplained sentence belongs to a document that was loaded.
SELECT document_id, claim_id FROM raw.claims WHERE document_id NOT IN (SELECT document_id FROM raw.documents)
UNION ALL
SELECT document_id, sentence FROM raw.unexplained WHERE document_id NOT IN (SELECT document_id FROM raw.documents)
