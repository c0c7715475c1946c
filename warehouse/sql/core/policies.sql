-- The statements of each slot's winner as a set, with those who support and those who contradict it.
WITH
supported AS (
    SELECT policy_key, count(DISTINCT witnesses.witness_key) AS supporting_count
    FROM core.policy_statements AS policies
    JOIN core.witnesses USING (carrier_id, region_id, attribute, code, applicant, line_type, channel, polarity)
    WHERE witnesses.value IS NOT DISTINCT FROM policies.value
        AND witnesses.witness_key <> policies.witness_key
        AND witnesses.tier_rank IS NOT NULL
    GROUP BY policy_key
),
opposed AS (
    SELECT
        policy_key,
        count(DISTINCT opposing_witness_key) FILTER (kind = 'between_witnesses') AS contradicting_count,
        bool_or(kind = 'self_contradicting') AS is_self_contradicting
    FROM core.oppositions
    GROUP BY policy_key
),
sets AS (
    SELECT
        policy_key,
        carrier_id,
        region_id,
        attribute,
        code,
        applicant,
        line_type,
        channel,
        list(core.statement_text(polarity, value) ORDER BY polarity, value, claim_key) AS statements,
        list(claim_key ORDER BY polarity, value, claim_key) AS claim_keys,
        min(basis) AS basis,
        min(rule) AS rule,
        min(page_set) AS page_set,
        min(stated_region_id) AS stated_region_id,
        min(tier) AS tier,
        min(said_by) AS said_by,
        bool_and(is_stale) AS is_last_seen,
        max(valid_from) AS since_at,
        max(witnessed_at) AS last_seen_at
    FROM core.policy_statements
    GROUP BY ALL
)
SELECT
    policy_key,
    carrier_id,
    region_id,
    attribute,
    code,
    applicant,
    line_type,
    channel,
    statements,
    claim_keys,
    basis,
    rule,
    page_set,
    stated_region_id,
    tier,
    said_by,
    is_last_seen,
    coalesce(contradicting_count, 0) > 0 AS is_conflicting,
    coalesce(is_self_contradicting, false) AS is_self_contradicting,
    coalesce(supporting_count, 0) AS supporting_count,
    coalesce(contradicting_count, 0) AS contradicting_count,
    since_at,
    last_seen_at
FROM sets
LEFT JOIN supported USING (policy_key)
LEFT JOIN opposed USING (policy_key)
