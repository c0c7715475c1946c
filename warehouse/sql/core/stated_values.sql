-- Values are read back from their canonical JSON once, so that no later table has to know the forms of values.
WITH
parsed AS (
    SELECT
        value,
        json_type(value) AS form,
        value ->> '$.amount' AS amount,
        value ->> '$.amount_max' AS amount_max,
        value ->> '$.percent' AS percent,
        value ->> '$.unit' AS unit,
        value ->> '$.symbol' AS symbol,
        value ->> '$.currency' AS currency,
        value ->> '$.per' AS per,
        value ->> '$.of' AS of_what
    FROM (SELECT DISTINCT value FROM raw.claims WHERE value IS NOT NULL)
),
worded AS (
    SELECT
        parsed.*,
        unit_label.days AS unit_days,
        symbol_label.days AS symbol_days,
        coalesce(unit_label.label_zh, unit) AS unit_zh,
        coalesce(unit_label.label_en, unit) || CASE WHEN amount = '1' AND amount_max IS NULL THEN '' ELSE 's' END AS unit_en,
        coalesce(symbol_label.label_zh, symbol) AS symbol_zh,
        coalesce(symbol_label.label_en, symbol) AS symbol_en,
        coalesce('/' || coalesce(per_label.label_zh, per), '') AS per_zh,
        coalesce(' ' || coalesce(per_label.label_en, per), '') AS per_en,
        coalesce(currency_label.label_zh, currency) AS currency_zh,
        coalesce(of_label.label_zh, of_what) AS of_zh,
        coalesce(of_label.label_en, of_what) AS of_en
    FROM parsed
    LEFT JOIN raw.labels AS unit_label ON unit_label.kind = 'unit' AND unit_label.word = unit
    LEFT JOIN raw.labels AS symbol_label ON symbol_label.kind = 'symbol' AND symbol_label.word = symbol
    LEFT JOIN raw.labels AS per_label ON per_label.kind = 'per' AND per_label.word = per
    LEFT JOIN raw.labels AS currency_label ON currency_label.kind = 'currency' AND currency_label.word = currency
    LEFT JOIN raw.labels AS of_label ON of_label.kind = 'of' AND of_label.word = of_what
),
ranged AS (
    SELECT
        *,
        CASE
            WHEN amount IS NULL AND amount_max IS NULL THEN NULL
            WHEN amount_max IS NULL THEN amount
            WHEN coalesce(amount, '0') = '0' THEN '最多' || amount_max
            ELSE amount || '至' || amount_max
        END AS amount_zh,
        CASE
            WHEN amount IS NULL AND amount_max IS NULL THEN NULL
            WHEN amount_max IS NULL THEN amount
            WHEN coalesce(amount, '0') = '0' THEN 'up to ' || amount_max
            ELSE amount || ' to ' || amount_max
        END AS amount_en
    FROM worded
)
SELECT
    value,
    CASE
        WHEN form <> 'OBJECT' THEN value ->> '$'
        WHEN symbol IS NOT NULL THEN symbol_zh
        WHEN percent IS NOT NULL THEN coalesce(of_zh || '的', '') || percent || '%'
        WHEN currency IS NOT NULL THEN coalesce(amount_zh || ' ', '') || currency_zh || per_zh
        WHEN unit IS NOT NULL THEN coalesce(amount_zh, '若干') || unit_zh
        ELSE value
    END AS words_zh,
    CASE
        WHEN form <> 'OBJECT' THEN value ->> '$'
        WHEN symbol IS NOT NULL THEN symbol_en
        WHEN percent IS NOT NULL THEN percent || '%' || coalesce(' of ' || of_en, '')
        WHEN currency IS NOT NULL THEN coalesce(amount_en || ' ', '') || currency || per_en
        WHEN unit IS NOT NULL THEN coalesce(amount_en, 'several') || ' ' || unit_en
        ELSE value
    END AS words_en,
    CASE
        WHEN unit_days IS NOT NULL OR symbol_days IS NOT NULL THEN 'days'
        WHEN percent IS NOT NULL THEN 'percent of ' || coalesce(of_what, '?')
        WHEN currency IS NOT NULL THEN currency || coalesce(' per ' || per, '')
    END AS measure,
    CASE
        WHEN symbol_days IS NOT NULL THEN symbol_days
        WHEN percent IS NOT NULL THEN TRY_CAST(percent AS DOUBLE)
        ELSE TRY_CAST(amount AS DOUBLE) * CASE WHEN unit IS NOT NULL THEN unit_days ELSE 1 END
    END AS low,
    CASE
        WHEN symbol_days IS NOT NULL THEN symbol_days
        WHEN percent IS NOT NULL THEN TRY_CAST(percent AS DOUBLE)
        ELSE TRY_CAST(coalesce(amount_max, amount) AS DOUBLE) * CASE WHEN unit IS NOT NULL THEN unit_days ELSE 1 END
    END AS high
FROM ranged
