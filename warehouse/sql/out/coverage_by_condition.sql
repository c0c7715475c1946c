-- Every cell, also of carriers that nobody watches: what is missing is told as well as what is there.
SELECT
    build.dataset,
    cells.carrier_id,
    cells.region_id,
    cells.attribute,
    cells.code,
    cells.basis,
    CASE WHEN cells.basis = 'not_stated' THEN 'carrier' ELSE cells.tier END AS tier,
    cells.stated_region_id,
    cells.last_seen_at,
    date_diff('second', cells.last_seen_at, build.now_at) / 86400.0 AS age_days,
    cells.is_last_seen,
    cells.is_conflicting
FROM core.cells
CROSS JOIN raw.build
