-- Claims in force as of the build, with what decides their rank. Claims about where a shop is (asking) say nothing of a home
-- region; services other than mobile lines are not compared. A witness stands once, at the region for which it speaks: the
-- home regions in it are found when a policy is decided, since most claims hold for a whole country.
WITH
in_force AS (
    SELECT
        spells.*,
        sources.is_verified,
        coalesce(copies.copy_of, documents.text_key) AS text_key,
        build.now_at - to_days(sources.stale_after_days) > spells.witnessed_at AS is_stale
    FROM core.claim_spells AS spells
    JOIN core.pages USING (page_id)
    JOIN raw.sources USING (source_id)
    JOIN raw.documents USING (document_id)
    LEFT JOIN core.copies USING (document_id)
    CROSS JOIN raw.build
    WHERE spells.valid_to IS NULL
        AND spells.valid_from <= build.now_at
        AND spells.region_role = 'home'
        AND spells.region_id IS NOT NULL
        AND sources.service = 'mobile'
        AND coalesce(spells.effective_from <= build.now_at::DATE, true)
        AND coalesce(spells.effective_to >= build.now_at::DATE, true)
),
same_texts AS (
    SELECT text_key, min(page_set) AS witness_key FROM in_force GROUP BY text_key
)
SELECT
    claim_key,
    slot_key,
    carrier_id,
    region_id,
    attribute,
    code,
    applicant,
    line_type,
    channel,
    polarity,
    value,
    page_set,
    witness_key,
    tier,
    core.tier_rank(tier) AS tier_rank,
    is_own,
    carrier_id IS NULL AS is_general,
    is_stale,
    is_verified,
    said_by,
    valid_from,
    witnessed_at,
    effective_from,
    effective_to,
    document_id,
    claim_id
FROM in_force
JOIN same_texts USING (text_key)
