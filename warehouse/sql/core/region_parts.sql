-- Each region with all regions around it; a region is a part of itself at distance 0.
WITH RECURSIVE parts AS (
    SELECT region_id, region_id AS ancestor_id, 0 AS distance FROM raw.regions
    UNION ALL
    SELECT parts.region_id, wider.parent_id, parts.distance + 1
    FROM parts
    JOIN raw.regions AS wider ON wider.region_id = parts.ancestor_id
    WHERE wider.parent_id IS NOT NULL
)
SELECT region_id, ancestor_id, distance FROM parts
