-- For each living carrier, home region and slot: the statements of the witness that wins among those that prevail at the
-- region and at the regions around it. The order: fresh before stale; naming the carrier before speaking of carriers in
-- general; carrier, regulator, news, community, aggregator; the narrower region.
WITH
groups AS (
    SELECT
        slot_key, carrier_id, region_id, attribute, code, applicant, line_type, channel,
        any_value(is_stale) AS is_stale, any_value(is_general) AS is_general, min(tier_rank) AS tier_rank
    FROM core.prevailing
    GROUP BY ALL
),
candidates AS (
    SELECT home_regions.carrier_id AS home_carrier_id, home_regions.region_id AS home_region_id, parts.distance, groups.*
    FROM groups
    JOIN core.region_parts AS parts ON parts.ancestor_id = groups.region_id
    JOIN core.home_regions ON home_regions.region_id = parts.region_id AND home_regions.carrier_id = groups.carrier_id
    UNION ALL
    SELECT home_regions.carrier_id, home_regions.region_id, parts.distance, groups.*
    FROM groups
    JOIN core.region_parts AS parts ON parts.ancestor_id = groups.region_id
    JOIN core.home_regions ON home_regions.region_id = parts.region_id
    WHERE groups.is_general
),
winners AS (
    SELECT
        home_carrier_id, home_region_id, attribute, code, applicant, line_type, channel,
        arg_min(struct_pack(slot_key := slot_key, distance := distance),
            row(is_stale, is_general, tier_rank, distance, slot_key)) AS winner
    FROM candidates
    GROUP BY ALL
)
SELECT
    md5(concat_ws('|', home_carrier_id, home_region_id, winners.attribute, winners.code, winners.applicant,
        winners.line_type, winners.channel)) AS policy_key,
    home_carrier_id AS carrier_id,
    home_region_id AS region_id,
    prevailing.attribute,
    prevailing.code,
    prevailing.applicant,
    prevailing.line_type,
    prevailing.channel,
    prevailing.polarity,
    prevailing.value,
    CASE
        WHEN is_general THEN 'general'
        WHEN NOT is_own THEN 'reported'
        WHEN winner.distance = 0 THEN 'stated'
        ELSE 'inherited'
    END AS basis,
    CASE
        WHEN is_general THEN tier || ' on carriers in general'
        WHEN NOT is_own THEN tier || ' naming the carrier'
        WHEN winner.distance = 0 THEN 'own page for the region'
        ELSE 'own page for a wider region'
    END || CASE WHEN is_stale THEN ', last seen' ELSE '' END AS rule,
    claim_key,
    page_set,
    witness_key,
    prevailing.region_id AS stated_region_id,
    tier,
    is_stale,
    said_by,
    valid_from,
    witnessed_at,
    effective_from,
    effective_to,
    document_id,
    claim_id
FROM winners
JOIN core.prevailing ON prevailing.slot_key = winner.slot_key
