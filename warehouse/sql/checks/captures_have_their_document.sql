-- severity: error
-- A capture names a document exactly when it was read, and that document was loaded.
SELECT captures.capture_id, captures.outcome, captures.document_id
FROM raw.captures
LEFT JOIN raw.documents USING (document_id)
WHERE (captures.document_id IS NOT NULL AND documents.document_id IS NULL)
    OR (captures.document_id IS NOT NULL) <> (captures.outcome IN ('ok', 'not_modified'))
