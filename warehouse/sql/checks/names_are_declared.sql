-- severity: warn
-- Every carrier and region that a statement is about is declared.
SELECT DISTINCT statements.carrier_id, statements.region_id
FROM core.statements
LEFT JOIN raw.carriers USING (carrier_id)
LEFT JOIN raw.regions USING (region_id)
WHERE (statements.carrier_id IS NOT NULL AND carriers.carrier_id IS NULL)
    OR (statements.region_id IS NOT NULL AND regions.region_id IS NULL)
