-- Whether a number of one home region can be ended from another place by a channel. At a shop ('store') it depends on where
-- the shop stands: in the home city, in the home province, or anywhere; under a rule on cities, a home wider than a city
-- makes it depend. By any other channel the place does not matter. A row for each statement that bears on it, all with the
-- one answer: yes, no, depends, disputed or unknown.
CREATE MACRO core.can_leave(carrier, home, asking, channel_code := 'store') AS TABLE
    WITH
    kinds AS (
        SELECT
            (SELECT kind FROM raw.regions WHERE region_id = home) AS home_kind,
            home = asking OR EXISTS (FROM core.region_parts WHERE region_id = asking AND ancestor_id = home) AS is_inside,
            EXISTS (
                FROM core.region_parts AS left_parts
                JOIN core.region_parts AS right_parts USING (ancestor_id)
                JOIN raw.regions ON regions.region_id = left_parts.ancestor_id
                WHERE left_parts.region_id = home AND right_parts.region_id = asking AND regions.kind <> 'country'
            ) AS is_same_province
    ),
    held AS (
        FROM core.held(carrier, home, 'self', 'any', (SELECT now_at::DATE FROM raw.build))
        WHERE line_type = 'any' AND channel = 'any'
    ),
    remote AS (
        SELECT
            CASE
                WHEN code = channel_code THEN CASE WHEN polarity = 'unavailable' THEN 'no' ELSE 'yes' END
                WHEN polarity = 'only' THEN 'no'
            END AS answer,
            CASE WHEN code = channel_code THEN 1 ELSE 2 END AS place,
            held.*
        FROM held
        WHERE attribute = 'channel' AND channel_code <> 'store'
    ),
    counter AS (
        SELECT
            CASE code || ' ' || polarity
                WHEN 'nationwide allowed' THEN 'yes'
                WHEN 'nationwide not_allowed' THEN CASE WHEN is_inside THEN 'yes' WHEN is_same_province THEN 'depends' ELSE 'no' END
                WHEN 'home_province required' THEN CASE WHEN is_same_province THEN 'yes' ELSE 'no' END
                WHEN 'home_province allowed' THEN CASE WHEN is_same_province THEN 'yes' END
                WHEN 'home_region required' THEN
                    CASE WHEN is_inside AND home_kind = 'city' THEN 'yes' WHEN NOT is_same_province THEN 'no'
                        WHEN home_kind = 'city' THEN 'no' ELSE 'depends' END
                WHEN 'home_region allowed' THEN CASE WHEN is_inside AND home_kind = 'city' THEN 'yes' END
            END AS answer,
            CASE WHEN polarity = 'required' THEN 1 WHEN code = 'nationwide' THEN 2 ELSE 3 END AS place,
            held.*
        FROM held, kinds
        WHERE attribute = 'location' AND channel_code = 'store'
    ),
    -- A carrier of a country without provinces of ours has one place only: there a shop is a channel like another.
    shops AS (
        SELECT CASE polarity WHEN 'unavailable' THEN 'no' ELSE 'yes' END AS answer, 4 AS place, held.*
        FROM held, kinds
        WHERE attribute = 'channel' AND code = 'store' AND channel_code = 'store'
            AND (polarity = 'unavailable' OR (is_inside AND home_kind <> 'province'))
    ),
    answered AS (
        FROM (FROM remote UNION ALL FROM counter UNION ALL FROM shops) WHERE answer IS NOT NULL
    ),
    judged AS (
        SELECT
            CASE
                WHEN count(DISTINCT answer) > 1 OR bool_or(is_conflicting AND attribute = 'channel') THEN 'disputed'
                ELSE coalesce(min(answer), 'unknown')
            END AS answer
        FROM answered
    )
    SELECT
        judged.answer,
        labels.label_zh AS answer_zh,
        labels.label_en AS answer_en,
        answered.answer AS says,
        answered.condition_zh,
        answered.condition_en,
        answered.words_zh,
        answered.words_en,
        answered.basis,
        answered.tier,
        answered.said_by,
        answered.quote,
        answered.source_id,
        answered.address
    FROM judged
    JOIN raw.labels ON labels.kind = 'answer' AND labels.word = judged.answer
    LEFT JOIN answered ON true
    ORDER BY
        list_position(['stated', 'inherited', 'reported', 'general'], answered.basis), answered.place, answered.position,
        answered.words_en;
