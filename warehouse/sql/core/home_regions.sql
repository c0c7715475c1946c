-- Cells exist only in a carrier's own country: for the country, its provinces, and the cities of which something is said.
-- A carrier is watched when a source is declared for it or something was ever said of it; the others have cells all the
-- same, so that what is not observed is counted.
WITH
spoken_cities AS (
    SELECT DISTINCT spells.carrier_id, regions.region_id, regions.country
    FROM core.claim_spells AS spells
    JOIN raw.regions USING (region_id)
    WHERE regions.kind = 'city' AND spells.valid_to IS NULL AND spells.region_role = 'home'
),
watched AS (
    SELECT unnest(carriers) AS carrier_id FROM raw.sources
    UNION
    SELECT carrier_id FROM core.claim_spells
)
SELECT
    carriers.carrier_id,
    regions.region_id,
    regions.kind,
    carriers.carrier_id IN (SELECT carrier_id FROM watched WHERE carrier_id IS NOT NULL) AS is_watched
FROM raw.carriers
JOIN raw.regions USING (country)
WHERE carriers.is_active
    AND (regions.kind <> 'city' OR EXISTS (
        FROM spoken_cities
        WHERE spoken_cities.region_id = regions.region_id
            AND coalesce(spoken_cities.carrier_id, carriers.carrier_id) = carriers.carrier_id))
