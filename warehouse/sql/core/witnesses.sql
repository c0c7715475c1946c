-- Claims in force as of the build, applied to each carrier and home region that they cover. Claims about where a shop is
-- (asking) say nothing of a home region; services other than mobile lines are not compared.
WITH
in_force AS (
    SELECT
        spells.*,
        sources.is_verified,
        documents.text_key,
        build.now_at - to_days(sources.stale_after_days) > spells.witnessed_at AS is_stale
    FROM core.claim_spells AS spells
    JOIN core.pages USING (page_id)
    JOIN raw.sources USING (source_id)
    JOIN raw.documents USING (document_id)
    CROSS JOIN raw.build
    WHERE spells.valid_to IS NULL
        AND spells.valid_from <= build.now_at
        AND spells.region_role = 'home'
        AND spells.region_id IS NOT NULL
        AND sources.service = 'mobile'
        AND coalesce(spells.effective_from <= build.now_at::DATE, true)
        AND coalesce(spells.effective_to >= build.now_at::DATE, true)
),
copies AS (
    SELECT text_key, min(page_set) AS witness_key FROM in_force GROUP BY text_key
),
applied AS (
    SELECT carrier_id AS applied_carrier_id, false AS is_general, in_force.* FROM in_force WHERE carrier_id IS NOT NULL
    UNION ALL
    SELECT carriers.carrier_id, true, in_force.*
    FROM in_force
    JOIN raw.regions USING (region_id)
    JOIN raw.carriers ON carriers.country = regions.country AND carriers.is_active
    WHERE in_force.carrier_id IS NULL
)
SELECT
    applied.applied_carrier_id AS carrier_id,
    home_regions.region_id,
    applied.attribute,
    applied.code,
    applied.applicant,
    applied.line_type,
    applied.channel,
    applied.polarity,
    applied.value,
    applied.claim_key,
    applied.page_set,
    copies.witness_key,
    applied.region_id AS stated_region_id,
    parts.distance,
    applied.tier,
    core.tier_rank(applied.tier) AS tier_rank,
    applied.is_own,
    applied.is_general,
    applied.is_stale,
    applied.is_verified,
    applied.said_by,
    applied.valid_from,
    applied.witnessed_at,
    applied.effective_from,
    applied.effective_to,
    applied.document_id,
    applied.claim_id
FROM applied
JOIN copies USING (text_key)
JOIN core.region_parts AS parts ON parts.ancestor_id = applied.region_id
JOIN core.home_regions
    ON home_regions.carrier_id = applied.applied_carrier_id AND home_regions.region_id = parts.region_id
