-- What somebody who leaves has to do, line by line, each with its source: where to ask, who may, what to bring, what to settle
-- first, what it costs, what comes back, how long it takes, what else one can do, and where to complain with which rule to cite.
CREATE MACRO core.checklist(carrier, region, asker := 'self', line := 'any') AS TABLE
    WITH
    steps AS (
        FROM (VALUES
            (1, 'where', ['channel', 'location']), (2, 'who', ['agent']), (3, 'bring', ['document']),
            (4, 'settle', ['precondition', 'notice']), (5, 'cost', ['fee']), (6, 'money_back', ['refund', 'refund_method']),
            (7, 'time', ['timing']), (8, 'instead', ['suspension', 'switching', 'auto_cancellation']),
            (9, 'complain', ['contact'])
        ) AS listed (step_no, step, attributes)
    ),
    lines AS (
        SELECT
            steps.step_no, steps.step, held.position, held.condition_zh, held.condition_en, held.words_zh, held.words_en,
            held.basis, held.is_conflicting, held.tier, held.said_by, held.quote, held.source_id, held.address,
            NULL::VARCHAR AS obligation_id
        FROM raw.build, core.held(carrier, region, asker, line, (SELECT now_at::DATE FROM raw.build)) AS held
        JOIN steps ON list_contains(steps.attributes, held.attribute)
        UNION ALL
        SELECT
            9, 'complain', 1000, findings.title_zh, findings.title_en,
            obligations.meaning_zh || '（' || findings.finding_zh || '）' || findings.citation,
            obligations.meaning_en || ' (' || findings.finding_en || ') ' || findings.citation,
            NULL, findings.finding IN ('contradicts_text', 'contradicted_by_reports'), 'regulator', 'regulator',
            coalesce(findings.breaking_quote, findings.report_quote, findings.keeping_quote),
            coalesce(findings.breaking_source_id, findings.report_source_id, findings.keeping_source_id),
            findings.source, findings.obligation_id
        FROM out.obligations AS findings
        JOIN raw.obligations USING (obligation_id)
        WHERE findings.carrier_id = carrier
    )
    SELECT
        lines.step_no,
        lines.step,
        labels.label_zh AS step_zh,
        labels.label_en AS step_en,
        lines.* EXCLUDE (step_no, step, position)
    FROM lines
    JOIN raw.labels ON labels.kind = 'step' AND labels.word = lines.step
    ORDER BY lines.step_no, lines.position, lines.words_en, lines.source_id, lines.obligation_id;
