-- How many independent witnesses make a statement for a region, and the two best of them. Copies of one text are one witness.
WITH
single AS (
    SELECT
        carrier_id, region_id, attribute, code, applicant, line_type, channel, polarity, value, is_own, witness_key,
        min(row(is_stale, tier_rank, -epoch_us(witnessed_at), claim_key)) AS rank
    FROM core.witnesses
    WHERE tier_rank IS NOT NULL
    GROUP BY ALL
),
counted AS (
    SELECT
        carrier_id, region_id, attribute, code, applicant, line_type, channel, polarity, value, is_own,
        list(md5_number_lower(witness_key) ORDER BY witness_key) AS witness_numbers,
        arg_min(struct_pack(claim_key := rank[4], witness_key := witness_key), rank, 2) AS best
    FROM single
    GROUP BY ALL
)
SELECT
    md5(concat_ws('|', coalesce(carrier_id, '*'), region_id, attribute, code, applicant, line_type, channel, polarity,
        coalesce(value, '-'), is_own)) AS tally_key,
    carrier_id,
    region_id,
    attribute,
    code,
    applicant,
    line_type,
    channel,
    polarity,
    value,
    is_own,
    witness_numbers,
    best[1].claim_key AS best_claim_key,
    best[1].witness_key AS best_witness_key,
    best[2].claim_key AS second_claim_key
FROM counted
