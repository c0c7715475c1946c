-- Cells exist only in a carrier's own country: for the country, its provinces, and the cities of which something is said.
WITH
spoken_cities AS (
    SELECT DISTINCT spells.carrier_id, regions.region_id, regions.country
    FROM core.claim_spells AS spells
    JOIN raw.regions USING (region_id)
    WHERE regions.kind = 'city' AND spells.valid_to IS NULL AND spells.region_role = 'home'
)
SELECT carriers.carrier_id, regions.region_id, regions.kind
FROM raw.carriers
JOIN raw.regions USING (country)
WHERE carriers.is_active
    AND (regions.kind <> 'city' OR EXISTS (
        FROM spoken_cities
        WHERE spoken_cities.region_id = regions.region_id
            AND coalesce(spoken_cities.carrier_id, carriers.carrier_id) = carriers.carrier_id))
