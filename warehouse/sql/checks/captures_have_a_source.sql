-- severity: warn
-- Every capture and document is of a declared source; those of others are shown nowhere.
SELECT DISTINCT source_id FROM raw.captures WHERE source_id NOT IN (SELECT source_id FROM raw.sources)
UNION
SELECT DISTINCT source_id FROM raw.documents WHERE source_id NOT IN (SELECT source_id FROM raw.sources)
