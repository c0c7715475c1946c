-- Each obligation against each carrier that it binds. A text that breaks the rule weighs most; then reports of practice; a
-- carrier whose pages were read and say neither is silent, and one whose pages never were is not observed.
WITH
read_carriers AS (
    SELECT DISTINCT carrier_id FROM core.cells WHERE basis IN ('stated', 'inherited', 'not_stated')
),
tallied AS (
    SELECT
        obligation_id,
        carrier_id,
        count(DISTINCT claim_id) FILTER (voice = 'text' AND side = 'satisfied') AS keeping_count,
        count(DISTINCT claim_id) FILTER (voice = 'text' AND side = 'violated') AS breaking_count,
        count(DISTINCT witness_key) FILTER (voice = 'report' AND side = 'violated') AS reports_count,
        count(DISTINCT witness_key) FILTER (voice = 'report' AND side = 'satisfied') AS kept_reports_count,
        min(said_on) FILTER (voice = 'report' AND side = 'violated') AS first_reported_on,
        max(said_on) FILTER (voice = 'report' AND side = 'violated') AS last_reported_on,
        arg_max(struct_pack(quote := quote, source_id := source_id), row(said_on, claim_id))
            FILTER (voice = 'text' AND side = 'satisfied') AS keeping,
        arg_max(struct_pack(quote := quote, source_id := source_id), row(said_on, claim_id))
            FILTER (voice = 'text' AND side = 'violated') AS breaking,
        arg_max(struct_pack(quote := quote, source_id := source_id), row(said_on, claim_id))
            FILTER (voice = 'report' AND side = 'violated') AS report
    FROM core.obligation_evidence
    GROUP BY ALL
),
judged AS (
    SELECT
        obligations.*,
        carriers.carrier_id,
        carriers.name,
        carriers.local_name,
        CASE
            WHEN tallied.breaking_count > 0 THEN 'contradicts_text'
            WHEN tallied.reports_count > 0 THEN 'contradicted_by_reports'
            WHEN tallied.keeping_count > 0 THEN 'complies_in_text'
            WHEN read_carriers.carrier_id IS NOT NULL THEN 'silent'
            ELSE 'not_observed'
        END AS finding,
        tallied.* EXCLUDE (obligation_id, carrier_id)
    FROM raw.obligations
    JOIN raw.carriers
        ON carriers.country = obligations.country
        AND (len(obligations.carriers) = 0 OR list_contains(obligations.carriers, carriers.carrier_id))
    CROSS JOIN raw.build
    LEFT JOIN read_carriers ON read_carriers.carrier_id = carriers.carrier_id
    LEFT JOIN tallied
        ON tallied.obligation_id = obligations.obligation_id AND tallied.carrier_id = carriers.carrier_id
    WHERE carriers.is_active AND obligations.holds_from <= build.now_at::DATE
)
SELECT
    build.dataset,
    obligation_id,
    regulator_id,
    title_zh,
    title_en,
    country,
    carrier_id,
    judged.name AS carrier_name,
    judged.local_name AS carrier_local_name,
    holds_from,
    finding,
    coalesce(labels.label_zh, finding) AS finding_zh,
    coalesce(labels.label_en, finding) AS finding_en,
    coalesce(keeping_count, 0) AS keeping_count,
    coalesce(breaking_count, 0) AS breaking_count,
    coalesce(reports_count, 0) AS reports_count,
    coalesce(kept_reports_count, 0) AS kept_reports_count,
    first_reported_on,
    last_reported_on,
    keeping.quote AS keeping_quote,
    keeping.source_id AS keeping_source_id,
    breaking.quote AS breaking_quote,
    breaking.source_id AS breaking_source_id,
    report.quote AS report_quote,
    report.source_id AS report_source_id,
    citation,
    source
FROM judged
CROSS JOIN raw.build
LEFT JOIN raw.labels ON labels.kind = 'finding' AND labels.word = finding
