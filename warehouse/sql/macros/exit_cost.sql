-- What it costs to leave on a day with so many months left at such a monthly fee (in the carrier's currency): a row for each
-- charge, and their total. An amount that is not stated, or that depends on what we do not know, leaves `high` open (NULL);
-- of several charges of one kind the least and the most count. Equipment that is given back costs nothing.
CREATE MACRO core.exit_cost(carrier, region, months_left, monthly_fee, on_day, line := 'any') AS TABLE
    WITH
    kinds AS (
        FROM (VALUES (1, 'termination'), (2, 'processing'), (3, 'partial_month'), (4, 'unreturned_equipment')) AS listed (place, code)
    ),
    read AS (
        SELECT
            held.*,
            held.value ->> '$.currency' AS currency,
            held.value ->> '$.per' AS per,
            held.value ->> '$.of' AS of_what,
            TRY_CAST(held.value ->> '$.percent' AS DOUBLE) / 100 AS share
        FROM core.held(carrier, region, 'self', line, on_day) AS held
        WHERE held.attribute = 'fee'
    ),
    -- So many times the stated number is what it comes to; NULL: the text does not give enough.
    timed AS (
        SELECT
            read.*,
            CASE
                WHEN of_what = 'remaining_charges' THEN months_left * monthly_fee / 100
                WHEN of_what = 'monthly_fee' THEN monthly_fee / 100
                WHEN of_what IS NOT NULL THEN NULL
                WHEN per = 'remaining_month' OR (per = 'month' AND code = 'termination') THEN months_left
                WHEN per IS NULL THEN 1
            END::DOUBLE AS times
        FROM read
    ),
    priced AS (
        SELECT
            *,
            CASE
                WHEN polarity = 'waived' OR (code = 'termination' AND months_left <= 0) THEN 0
                WHEN polarity = 'possible' OR code = 'unreturned_equipment' THEN 0
                ELSE coalesce(low * times, 0)
            END AS at_least,
            CASE
                WHEN polarity = 'waived' OR (code = 'termination' AND months_left <= 0) THEN 0
                WHEN code = 'unreturned_equipment' THEN 0
                ELSE high * times
            END AS at_most
        FROM timed
    ),
    charges AS (
        SELECT
            kinds.place,
            kinds.code AS charge,
            coalesce(min(at_least), 0) AS low,
            CASE WHEN count(at_most) = count(*) THEN max(at_most) END AS high,
            max(currency) AS currency,
            count(DISTINCT currency) > 1 AS is_mixed,
            coalesce(string_agg(DISTINCT words_zh, '；' ORDER BY words_zh), '未说明') AS words_zh,
            coalesce(string_agg(DISTINCT words_en, '; ' ORDER BY words_en), 'not stated') AS words_en,
            min(basis) AS basis,
            coalesce(bool_or(is_conflicting), false) AS is_conflicting,
            min(quote) AS quote,
            min(source_id) AS source_id,
            count(priced.code) > 0 AS is_stated
        FROM kinds
        LEFT JOIN priced USING (code)
        GROUP BY kinds.place, kinds.code
    ),
    lines AS (
        SELECT
            place, charge, low,
            CASE WHEN charge = 'unreturned_equipment' THEN 0.0 WHEN is_stated AND NOT is_mixed THEN high END AS high,
            currency, words_zh, words_en, basis, is_conflicting, quote, source_id
        FROM charges
        WHERE is_stated OR charge <> 'unreturned_equipment'
    ),
    summed AS (
        FROM lines
        UNION ALL
        SELECT
            9, 'total', sum(low), CASE WHEN count(high) = count(*) THEN sum(high) END, max(currency),
            NULL, NULL, NULL, bool_or(is_conflicting), NULL, NULL
        FROM lines
    )
    SELECT
        summed.charge,
        labels.label_zh AS charge_zh,
        labels.label_en AS charge_en,
        round(summed.low, 2) AS low,
        round(summed.high, 2) AS high,
        summed.* EXCLUDE (place, charge, low, high)
    FROM summed
    JOIN raw.labels ON labels.kind = 'exit' AND labels.word = summed.charge
    ORDER BY summed.place;
