-- The weighted mean of the criteria's points, at least and at most.
SELECT
    build.dataset,
    criteria.carrier_id,
    carriers.name AS carrier_name,
    carriers.local_name AS carrier_local_name,
    criteria.region_id,
    regions.name_zh AS region_zh,
    regions.name_en AS region_en,
    round(100 * sum(criteria.weight * criteria.low) / sum(criteria.weight), 1) AS low,
    round(100 * sum(criteria.weight * criteria.high) / sum(criteria.weight), 1) AS high,
    round(coalesce(sum(criteria.weight) FILTER (criteria.is_known), 0) / sum(criteria.weight), 3) AS known_share
FROM core.ease_criteria AS criteria
CROSS JOIN raw.build
JOIN raw.carriers USING (carrier_id)
JOIN raw.regions USING (region_id)
GROUP BY ALL
