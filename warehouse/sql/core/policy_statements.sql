-- The witness that wins a slot, with all that it states there. The order: fresh before stale; naming the carrier before
-- speaking of carriers in general; carrier, regulator, news, community, aggregator; the narrower region; the newer
-- witness; an address that was verified. What is left is decided by name, so that equal builds agree.
WITH
winners AS (
    SELECT
        carrier_id, region_id, attribute, code, applicant, line_type, channel,
        arg_min(
            struct_pack(page_set := page_set, stated_region_id := stated_region_id, is_stale := is_stale),
            row(is_stale, is_general, tier_rank, distance, -epoch_us(witnessed_at), NOT is_verified, page_set, stated_region_id)
        ) AS winner
    FROM core.witnesses
    WHERE tier_rank IS NOT NULL
    GROUP BY ALL
)
SELECT
    md5(concat_ws('|', carrier_id, region_id, attribute, code, applicant, line_type, channel)) AS policy_key,
    carrier_id,
    region_id,
    attribute,
    code,
    applicant,
    line_type,
    channel,
    witnesses.polarity,
    witnesses.value,
    CASE
        WHEN is_general THEN 'general'
        WHEN NOT is_own THEN 'reported'
        WHEN distance = 0 THEN 'stated'
        ELSE 'inherited'
    END AS basis,
    CASE
        WHEN is_own AND distance = 0 THEN 'own page for the region'
        WHEN is_own THEN 'own page for a wider region'
        WHEN is_general THEN tier || ' on carriers in general'
        ELSE tier || ' naming the carrier'
    END || CASE WHEN is_stale THEN ', last seen' ELSE '' END AS rule,
    claim_key,
    witnesses.page_set,
    witness_key,
    witnesses.stated_region_id,
    distance,
    tier,
    is_own,
    is_general,
    is_stale,
    said_by,
    valid_from,
    witnessed_at,
    effective_from,
    effective_to,
    document_id,
    claim_id
FROM core.witnesses
JOIN winners USING (carrier_id, region_id, attribute, code, applicant, line_type, channel)
WHERE witnesses.page_set = winner.page_set
    AND witnesses.stated_region_id = winner.stated_region_id
    AND witnesses.is_stale = winner.is_stale
    AND witnesses.tier_rank IS NOT NULL
