-- severity: error
-- A cell has one of the seven bases; it has a statement with evidence exactly when its basis is stated, inherited, reported or general.
SELECT carrier_id, region_id, attribute, code, basis, polarity
FROM core.cells
WHERE coalesce(basis NOT IN (
        'stated', 'inherited', 'reported', 'general', 'not_stated', 'not_observed', 'not_applicable'), true)
    OR (basis IN ('stated', 'inherited', 'reported', 'general')) <> (polarity IS NOT NULL)
    OR (polarity IS NOT NULL) <> (claim_id IS NOT NULL AND words_en IS NOT NULL AND words_zh IS NOT NULL)
