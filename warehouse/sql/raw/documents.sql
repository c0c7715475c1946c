-- As read; nothing is derived here.
SELECT * FROM read_documents
