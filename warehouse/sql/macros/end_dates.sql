-- When a line ends that is asked to end on a day, and what follows: each step with its earliest and latest day and the words
-- that it rests on. The end waits for the notice and for the time that the carrier takes; days of the month on which no
-- request is taken move the request. A step of which nothing is stated has no days, and an end that nothing limits is open.
CREATE MACRO core.end_dates(carrier, region, asked_on, asker := 'self', line := 'any') AS TABLE
    WITH
    held AS (
        FROM core.held(carrier, region, asker, line, asked_on)
    ),
    limits AS (
        SELECT
            TRY_CAST(split_part(value ->> '$', '-', 1) AS INTEGER) AS first_day,
            TRY_CAST(split_part(value ->> '$', '-', 2) AS INTEGER) AS last_day_no
        FROM held
        WHERE attribute = 'timing' AND code = 'calendar_limit'
    ),
    asked AS (
        SELECT asked_on::DATE AS asked_day
    ),
    taken AS (
        SELECT coalesce((
            SELECT max(least(asked_day + (last_day_no - day(asked_day) + 1)::INTEGER, last_day(asked_day) + 1))
            FROM limits, asked
            WHERE day(asked_day) BETWEEN first_day AND last_day_no
        ), asked_day) AS taken_on
        FROM asked
    ),
    timed AS (
        SELECT
            held.*,
            taken_on,
            core.day_after(taken_on, value, false) AS from_on,
            core.day_after(taken_on, value, code <> 'effective' OR value ->> '$.symbol' <> 'next_month') AS to_on
        FROM held, taken
        WHERE (attribute, code) IN (('timing', 'processing'), ('timing', 'effective'), ('notice', 'period'))
            AND polarity <> 'not_required'
    ),
    ended AS (
        SELECT
            max(from_on) AS from_on,
            CASE WHEN count(to_on) = count(*) THEN max(to_on) END AS to_on,
            string_agg(DISTINCT condition_zh || ' ' || words_zh, '；' ORDER BY condition_zh || ' ' || words_zh) AS words_zh,
            string_agg(DISTINCT condition_en || ' ' || words_en, '; ' ORDER BY condition_en || ' ' || words_en) AS words_en,
            string_agg(DISTINCT quote, ' … ' ORDER BY quote) AS quote,
            min(source_id) AS source_id
        FROM timed
    ),
    followed AS (
        SELECT
            CASE held.code
                WHEN 'reactivation_window' THEN 'undo' WHEN 'refund' THEN 'refund' WHEN 'number_quarantine' THEN 'reuse'
            END AS step,
            min(core.day_after(ended.from_on, held.value, false)) AS from_on,
            max(core.day_after(ended.to_on, held.value, true)) AS to_on,
            string_agg(DISTINCT held.words_zh, '；' ORDER BY held.words_zh) AS words_zh,
            string_agg(DISTINCT held.words_en, '; ' ORDER BY held.words_en) AS words_en,
            string_agg(DISTINCT held.quote, ' … ' ORDER BY held.quote) AS quote,
            min(held.source_id) AS source_id
        FROM held, ended
        WHERE held.attribute = 'timing' AND held.code IN ('reactivation_window', 'refund', 'number_quarantine')
        GROUP BY held.code
    ),
    listed AS (
        SELECT
            'request' AS step, taken_on AS from_on, taken_on AS to_on,
            (SELECT string_agg(words_zh, '；' ORDER BY words_zh) FROM held WHERE code = 'calendar_limit') AS words_zh,
            (SELECT string_agg(words_en, '; ' ORDER BY words_en) FROM held WHERE code = 'calendar_limit') AS words_en,
            (SELECT min(quote) FROM held WHERE code = 'calendar_limit') AS quote,
            (SELECT min(source_id) FROM held WHERE code = 'calendar_limit') AS source_id
        FROM taken
        UNION ALL
        SELECT 'end', * FROM ended
        UNION ALL
        FROM followed
    ),
    steps AS (
        FROM (VALUES (1, 'request'), (2, 'end'), (3, 'undo'), (4, 'refund'), (5, 'reuse')) AS listed (place, step)
    )
    SELECT
        steps.step,
        labels.label_zh AS step_zh,
        labels.label_en AS step_en,
        listed.from_on AS earliest_on,
        listed.to_on AS latest_on,
        listed.words_zh,
        listed.words_en,
        listed.quote,
        listed.source_id
    FROM steps
    JOIN raw.labels ON labels.kind = 'end' AND labels.word = steps.step
    LEFT JOIN listed USING (step)
    ORDER BY steps.place;
