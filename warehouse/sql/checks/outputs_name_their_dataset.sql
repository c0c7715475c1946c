-- severity: error
-- Every row of the outputs says whether it is SAMPLE or LIVE, as the build was.
WITH shown AS (
    SELECT 'comparison' AS output, dataset FROM out.comparison
    UNION SELECT 'changes', dataset FROM out.changes
    UNION SELECT 'coverage', dataset FROM out.coverage
    UNION SELECT 'sources', dataset FROM out.sources
)
SELECT shown.output, shown.dataset
FROM shown
CROSS JOIN raw.build
WHERE shown.dataset IS DISTINCT FROM CASE WHEN build.is_sample THEN 'SAMPLE' ELSE 'LIVE' END
