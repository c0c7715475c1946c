-- Each statement with its qualifiers in words, once for all tables that show it.
WITH
used AS (
    SELECT DISTINCT polarity, value, applicant, line_type, channel FROM core.claim_spells
),
labelled AS (
    SELECT
        used.*,
        stated_values.words_zh AS value_zh,
        stated_values.words_en AS value_en,
        coalesce(polarity_label.label_zh, polarity) AS polarity_zh,
        coalesce(polarity_label.label_en, polarity) AS polarity_en,
        concat_ws('；',
            CASE WHEN applicant <> 'any' THEN coalesce(applicant_label.label_zh, applicant) END,
            CASE WHEN line_type <> 'any' THEN coalesce(line_label.label_zh, line_type) END,
            CASE WHEN channel <> 'any' THEN coalesce(channels.code_zh, channel) END) AS qualifiers_zh,
        concat_ws('; ',
            CASE WHEN applicant <> 'any' THEN coalesce(applicant_label.label_en, applicant) END,
            CASE WHEN line_type <> 'any' THEN coalesce(line_label.label_en, line_type) END,
            CASE WHEN channel <> 'any' THEN coalesce(channels.code_en, channel) END) AS qualifiers_en
    FROM used
    LEFT JOIN core.stated_values USING (value)
    LEFT JOIN raw.labels AS polarity_label ON polarity_label.kind = 'polarity' AND polarity_label.word = polarity
    LEFT JOIN raw.labels AS applicant_label ON applicant_label.kind = 'applicant' AND applicant_label.word = applicant
    LEFT JOIN raw.labels AS line_label ON line_label.kind = 'line_type' AND line_label.word = line_type
    LEFT JOIN raw.vocabulary AS channels ON channels.attribute = 'channel' AND channels.code = channel
)
SELECT
    polarity,
    value,
    applicant,
    line_type,
    channel,
    CASE
        WHEN value IS NULL THEN polarity_zh
        WHEN polarity = 'stated' THEN value_zh
        ELSE polarity_zh || '：' || value_zh
    END || CASE WHEN qualifiers_zh = '' THEN '' ELSE '（' || qualifiers_zh || '）' END AS words_zh,
    CASE
        WHEN value IS NULL THEN polarity_en
        WHEN polarity = 'stated' THEN value_en
        ELSE polarity_en || ': ' || value_en
    END || CASE WHEN qualifiers_en = '' THEN '' ELSE ' (' || qualifiers_en || ')' END AS words_en
FROM labelled
