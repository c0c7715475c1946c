-- severity: error
-- Every living carrier has a cell for each of its home regions and each code, and nothing else is a cell.
SELECT coalesce(grid.carrier_id, cells.carrier_id) AS carrier_id, coalesce(grid.region_id, cells.region_id) AS region_id,
    coalesce(grid.attribute, cells.attribute) AS attribute, coalesce(grid.code, cells.code) AS code
FROM (
    SELECT carriers.carrier_id, regions.region_id, vocabulary.attribute, vocabulary.code
    FROM raw.carriers
    JOIN raw.regions ON regions.country = carriers.country AND regions.kind <> 'city'
    CROSS JOIN raw.vocabulary
    WHERE carriers.is_active
) AS grid
FULL JOIN (
    SELECT cells.*, regions.kind, regions.country AS region_country, carriers.country AS carrier_country, carriers.is_active
    FROM core.cells
    LEFT JOIN raw.regions USING (region_id)
    LEFT JOIN raw.carriers USING (carrier_id)
) AS cells USING (carrier_id, region_id, attribute, code)
WHERE cells.basis IS NULL
    OR (grid.carrier_id IS NULL AND NOT coalesce(
        cells.kind = 'city' AND cells.is_active AND cells.region_country = cells.carrier_country, false))
