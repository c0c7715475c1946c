-- What was stated for a day (valid_on), as known at an instant (known_at): captures after it are not looked at. A statement
-- holds from its stated date, else from the capture that showed it first. Statements are ranked within their slot. Spells
-- lie in the order of their beginning, so that of those without a stated date none is read that began after the day.
CREATE MACRO core.policy_as_of(valid_on, known_at) AS TABLE
    WITH
    begun AS (
        FROM core.claim_spells WHERE effective_from IS NULL AND valid_from < (valid_on::DATE + 1)::TIMESTAMPTZ
        UNION ALL
        FROM core.claim_spells WHERE effective_from <= valid_on::DATE
    ),
    known AS (
        SELECT
            *,
            coalesce(effective_from, valid_from::DATE) AS holds_from,
            least(effective_to + 1, CASE WHEN valid_to <= known_at::TIMESTAMPTZ THEN valid_to::DATE END) AS holds_until
        FROM begun
        WHERE valid_from <= known_at::TIMESTAMPTZ AND core.tier_rank(tier) IS NOT NULL
    )
    SELECT
        carrier_id, region_id, region_role, attribute, code, applicant, line_type, channel, polarity, value,
        tier, said_by, page_set, holds_from, holds_until, document_id, claim_id,
        rank() OVER (
            PARTITION BY slot_key
            ORDER BY core.tier_rank(tier), CASE WHEN is_dated THEN valid_from END DESC NULLS FIRST, page_set
        ) AS place
    FROM known
    WHERE coalesce(valid_on::DATE < holds_until, true);
