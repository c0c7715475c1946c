-- The statements of each slot's winner as a set, with those who support and those who contradict it.
WITH
supporting AS (
    SELECT policies.policy_key, md5_number_lower(policies.witness_key) AS own_number, tallies.witness_numbers
    FROM core.policy_statements AS policies
    JOIN core.region_parts AS parts ON parts.region_id = policies.region_id
    JOIN core.tallies
        ON tallies.region_id = parts.ancestor_id
        AND tallies.attribute = policies.attribute
        AND tallies.code = policies.code
        AND tallies.applicant = policies.applicant
        AND tallies.line_type = policies.line_type
        AND tallies.channel = policies.channel
        AND tallies.polarity = policies.polarity
        AND coalesce(tallies.value, '') = coalesce(policies.value, '')
    WHERE coalesce(tallies.carrier_id, policies.carrier_id) = policies.carrier_id
),
opposing AS (
    SELECT
        policies.policy_key,
        md5_number_lower(policies.witness_key) AS own_number,
        tallies.witness_numbers,
        oppositions.is_self_opposed
    FROM core.policy_statements AS policies
    JOIN core.oppositions USING (claim_key)
    JOIN core.region_parts AS parts
        ON parts.region_id = policies.region_id AND parts.ancestor_id = oppositions.opposing_region_id
    JOIN core.tallies USING (tally_key)
),
supported AS (
    SELECT policy_key, count(DISTINCT number) FILTER (number <> own_number) AS supporting_count
    FROM (SELECT policy_key, own_number, unnest(witness_numbers) AS number FROM supporting)
    GROUP BY policy_key
),
opposed AS (
    SELECT
        policy_key,
        count(DISTINCT number) FILTER (number <> own_number) AS contradicting_count,
        bool_or(is_self_opposed) AS is_self_contradicting
    FROM (SELECT policy_key, own_number, is_self_opposed, unnest(witness_numbers) AS number FROM opposing)
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
