-- severity: warn
-- Every word that people see has a label in both languages.
SELECT 'polarity' AS kind, polarity AS word FROM core.wordings
WHERE polarity NOT IN (SELECT word FROM raw.labels WHERE kind = 'polarity')
UNION
SELECT 'outcome', outcome FROM core.captures_judged
WHERE outcome NOT IN (SELECT word FROM raw.labels WHERE kind = 'outcome')
UNION
SELECT 'unit', value ->> '$.unit' FROM core.stated_values
WHERE json_type(value) = 'OBJECT' AND (value ->> '$.unit') NOT IN (SELECT word FROM raw.labels WHERE kind = 'unit')
UNION
SELECT 'symbol', value ->> '$.symbol' FROM core.stated_values
WHERE json_type(value) = 'OBJECT' AND (value ->> '$.symbol') NOT IN (SELECT word FROM raw.labels WHERE kind = 'symbol')
