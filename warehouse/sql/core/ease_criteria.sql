-- Points of each criterion, for carriers and home regions of which something is said. A cell that is not known, or that
-- another witness disputes, may be worth anything from 0 to 1.
WITH
known AS (
    SELECT
        cells.carrier_id,
        cells.region_id,
        cells.attribute,
        cells.code,
        cells.polarity,
        values.measure,
        values.low AS low_days,
        values.high AS high_days,
        cells.basis IN ('stated', 'inherited', 'reported')
            AND NOT cells.is_conflicting AND NOT cells.is_self_contradicting AS is_known
    FROM core.cells
    LEFT JOIN core.stated_values AS values USING (value)
),
spoken AS (
    SELECT DISTINCT carrier_id, region_id FROM known WHERE is_known
),
criteria AS (
    SELECT DISTINCT criterion, position, label_zh, label_en, weight, fold FROM raw.ease_points
),
-- Conditions of a criterion with the points that their cells give.
conditions AS (
    SELECT DISTINCT criterion, fold, attribute, code, full_days, none_days
    FROM raw.ease_points
    WHERE NOT is_decisive
),
scored AS (
    SELECT
        known.carrier_id,
        known.region_id,
        conditions.criterion,
        conditions.fold,
        CASE
            WHEN NOT known.is_known THEN 0
            WHEN conditions.full_days IS NULL THEN coalesce(points.points, 0)
            WHEN measure = 'days' THEN greatest(0, least(1, (conditions.none_days - high_days) / (conditions.none_days - conditions.full_days)))
            ELSE 0
        END AS low,
        CASE
            WHEN NOT known.is_known THEN 1
            WHEN conditions.full_days IS NULL THEN coalesce(points.points, 0)
            WHEN measure = 'days' THEN greatest(0, least(1, (conditions.none_days - low_days) / (conditions.none_days - conditions.full_days)))
            ELSE 1
        END AS high
    FROM conditions
    JOIN known USING (attribute, code)
    LEFT JOIN raw.ease_points AS points
        ON points.criterion = conditions.criterion
        AND points.attribute = known.attribute
        AND points.code = known.code
        AND points.polarity = known.polarity
        AND NOT points.is_decisive
),
folded AS (
    SELECT
        carrier_id,
        region_id,
        criterion,
        CASE WHEN fold = 'best' THEN max(low) ELSE min(low) END AS low,
        CASE WHEN fold = 'best' THEN max(high) ELSE min(high) END AS high
    FROM scored
    GROUP BY carrier_id, region_id, criterion, fold
),
decided AS (
    SELECT known.carrier_id, known.region_id, points.criterion, min(points.points) AS points
    FROM raw.ease_points AS points
    JOIN known USING (attribute, code, polarity)
    WHERE points.is_decisive AND known.is_known
    GROUP BY ALL
)
SELECT
    spoken.carrier_id,
    spoken.region_id,
    criteria.criterion,
    criteria.position,
    criteria.label_zh,
    criteria.label_en,
    criteria.weight,
    coalesce(decided.points, folded.low)::DOUBLE AS low,
    coalesce(decided.points, folded.high)::DOUBLE AS high,
    coalesce(decided.points IS NOT NULL OR folded.low = folded.high, false) AS is_known
FROM spoken
CROSS JOIN criteria
LEFT JOIN folded USING (carrier_id, region_id, criterion)
LEFT JOIN decided USING (carrier_id, region_id, criterion)
