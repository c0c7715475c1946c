-- severity: error
-- The comparison has a row for each cell, with words in both languages, and the words of the source where something is stated.
SELECT cells.carrier_id, cells.region_id, cells.attribute, cells.code
FROM core.cells
LEFT JOIN out.comparison AS shown USING (carrier_id, region_id, attribute, code)
WHERE coalesce(shown.policy_zh, '') = ''
    OR coalesce(shown.policy_en, '') = ''
    OR (cells.polarity IS NOT NULL AND (coalesce(shown.quote, '') = '' OR shown.source_id IS NULL))
