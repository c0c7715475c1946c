-- How many cells of a carrier and region rest on what, and how many of its own sources stand behind them.
WITH
own_sources AS (
    SELECT
        home_regions.carrier_id,
        home_regions.region_id,
        count(DISTINCT sources.source_id) AS sources_count,
        count(DISTINCT sources.source_id) FILTER (parts.distance = 0) AS region_sources_count,
        count(DISTINCT sources.source_id) FILTER (NOT states.is_stale AND states.last_outcome IN ('ok', 'not_modified'))
            AS healthy_sources_count
    FROM core.home_regions
    JOIN core.region_parts AS parts USING (region_id)
    JOIN raw.sources
        ON sources.tier = 'carrier' AND sources.service = 'mobile'
        AND list_contains(sources.carriers, home_regions.carrier_id)
        AND list_contains(sources.regions, parts.ancestor_id)
    JOIN out.sources AS states ON states.source_id = sources.source_id
    GROUP BY ALL
)
SELECT
    build.dataset,
    cells.carrier_id,
    cells.region_id,
    count(*) AS cells_count,
    count(*) FILTER (basis = 'stated') AS stated_count,
    count(*) FILTER (basis = 'inherited') AS inherited_count,
    count(*) FILTER (basis = 'reported') AS reported_count,
    count(*) FILTER (basis = 'general') AS general_count,
    count(*) FILTER (basis = 'not_stated') AS not_stated_count,
    count(*) FILTER (basis = 'not_observed') AS not_observed_count,
    count(*) FILTER (basis = 'not_applicable') AS not_applicable_count,
    count(*) FILTER (is_conflicting) AS conflicting_count,
    count(*) FILTER (is_last_seen) AS last_seen_count,
    coalesce(min(sources_count), 0) AS sources_count,
    coalesce(min(region_sources_count), 0) AS region_sources_count,
    coalesce(min(healthy_sources_count), 0) AS healthy_sources_count
FROM core.cells
CROSS JOIN raw.build
LEFT JOIN own_sources USING (carrier_id, region_id)
GROUP BY build.dataset, cells.carrier_id, cells.region_id
