-- What excludes a prevailing claim in the same slot, for the same region or one in or around it. What is said for a narrower
-- region on the carrier's own pages, or of a carrier by name, is an exception to what its wider page, or a statement on
-- carriers in general, says: that is no conflict.
WITH
excluding AS (
    SELECT prevailing.claim_key, tallies.tally_key
    FROM core.prevailing
    JOIN raw.exclusions
        ON left_attribute = prevailing.attribute
        AND left_code = prevailing.code
        AND left_polarity = prevailing.polarity
    JOIN core.tallies
        ON coalesce(tallies.carrier_id, '*') = coalesce(prevailing.carrier_id, '*')
        AND tallies.applicant = prevailing.applicant
        AND tallies.line_type = prevailing.line_type
        AND tallies.channel = prevailing.channel
        AND tallies.attribute = right_attribute
        AND tallies.code = right_code
        AND tallies.polarity = right_polarity
    UNION
    -- Two values of a code that takes one.
    SELECT prevailing.claim_key, tallies.tally_key
    FROM core.prevailing
    JOIN raw.vocabulary
        ON vocabulary.attribute = prevailing.attribute
        AND vocabulary.code = prevailing.code
        AND NOT vocabulary.is_many_valued
    JOIN core.tallies
        ON coalesce(tallies.carrier_id, '*') = coalesce(prevailing.carrier_id, '*')
        AND tallies.attribute = prevailing.attribute
        AND tallies.code = prevailing.code
        AND tallies.applicant = prevailing.applicant
        AND tallies.line_type = prevailing.line_type
        AND tallies.channel = prevailing.channel
        AND tallies.polarity = prevailing.polarity
        AND tallies.value <> prevailing.value
    LEFT JOIN core.stated_values AS ours ON ours.value = prevailing.value
    LEFT JOIN core.stated_values AS theirs ON theirs.value = tallies.value
    WHERE core.are_apart(ours.measure, ours.low, ours.high, theirs.measure, theirs.low, theirs.high)
),
placed AS (
    SELECT prevailing.claim_key, prevailing.witness_key, tallies.*,
        CASE WHEN inside.distance IS NULL THEN tallies.region_id ELSE prevailing.region_id END AS shared_region_id
    FROM excluding
    JOIN core.prevailing USING (claim_key)
    JOIN core.tallies USING (tally_key)
    LEFT JOIN core.region_parts AS inside
        ON inside.region_id = prevailing.region_id AND inside.ancestor_id = tallies.region_id
    LEFT JOIN core.region_parts AS around
        ON around.region_id = tallies.region_id AND around.ancestor_id = prevailing.region_id
    WHERE (inside.distance IS NOT NULL OR around.distance IS NOT NULL)
        AND NOT (prevailing.is_own AND tallies.is_own AND prevailing.region_id <> tallies.region_id)
)
SELECT
    claim_key,
    tally_key,
    region_id AS opposing_region_id,
    shared_region_id,
    CASE WHEN best_witness_key <> witness_key THEN best_claim_key ELSE second_claim_key END AS opposing_claim_key,
    list_contains(witness_numbers, md5_number_lower(witness_key)) AS is_self_opposed
FROM placed
