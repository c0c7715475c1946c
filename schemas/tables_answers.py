"""The tables that answer people: obligations against what carriers say and others report, and the ease of leaving."""

from __future__ import annotations

from schemas.table import Table, read_columns

OBLIGATIONS = Table("raw", "obligations", (
    "A regulator's rule on ending a line, as declared in schemas/obligations.toml."
), read_columns("""
    obligation_id VARCHAR <regulator>/<name>
    regulator_id VARCHAR the publisher that laid it down
    title_zh VARCHAR its title in Chinese
    title_en VARCHAR its title in English
    meaning_zh VARCHAR what it demands, in Chinese
    meaning_en VARCHAR what it demands, in English
    country VARCHAR where it holds
    carriers VARCHAR[] the carriers that it binds; empty: every carrier of the country
    holds_from DATE the first day
    citation VARCHAR what to cite
    source VARCHAR where it can be read
"""), ("obligation_id",))

OBLIGATION_MEASURES = Table("raw", "obligation_measures", (
    "A statement that keeps or breaks an obligation."
), read_columns("""
    obligation_id VARCHAR the obligation
    side VARCHAR satisfied or violated
    attribute VARCHAR the vocabulary's attribute
    code VARCHAR the vocabulary's code
    polarity VARCHAR the vocabulary's polarity
    value VARCHAR the value demanded, in canonical JSON; NULL where any value does
"""), ("obligation_id", "side", "attribute", "code", "polarity", "value"))

EASE_POINTS = Table("raw", "ease_points", (
    "What a statement counts for in the ease of leaving, as declared in schemas/ease.toml."
), read_columns("""
    criterion VARCHAR the criterion
    position INTEGER its place, from 1
    label_zh VARCHAR its label in Chinese
    label_en VARCHAR its label in English
    weight DOUBLE what it counts for beside the others
    fold VARCHAR best or worst: which of several conditions counts
    attribute VARCHAR the vocabulary's attribute
    code VARCHAR the vocabulary's code
    polarity VARCHAR the vocabulary's polarity; NULL where the days count
    points DOUBLE points from 0 to 1; NULL where the days count
    is_decisive BOOLEAN whether the statement decides the criterion alone
    full_days DOUBLE days that give all points
    none_days DOUBLE days that give none
"""), ("criterion", "attribute", "code", "polarity"))

OBLIGATION_EVIDENCE = Table("core", "obligation_evidence", (
    "A statement that keeps or breaks an obligation of a carrier: on the carrier's own pages, or in a report."
), read_columns("""
    obligation_id VARCHAR the obligation
    carrier_id VARCHAR the carrier
    side VARCHAR satisfied or violated
    voice VARCHAR text: the carrier's own pages; report: a dated statement of others, of a day on which it held
    region_id VARCHAR the region for which it is said
    attribute VARCHAR the vocabulary's attribute
    code VARCHAR the vocabulary's code
    polarity VARCHAR the vocabulary's polarity
    value VARCHAR the value in canonical JSON, NULL where none is stated
    said_on DATE the day of the report, or that for which the page speaks
    tier VARCHAR what its speaker ranks as
    said_by VARCHAR carrier, regulator, press, customer or unknown
    witness_key VARCHAR one key for copies of one text
    source_id VARCHAR the source
    document_id VARCHAR the document
    claim_id VARCHAR the claim
    quote VARCHAR the exact words
"""), ("obligation_id", "carrier_id", "side", "voice", "document_id", "claim_id", "region_id"))

EASE_CRITERIA = Table("core", "ease_criteria", (
    "A criterion of the ease of leaving for a carrier and home region: points as an interval, wide where unknown."
), read_columns("""
    carrier_id VARCHAR the carrier
    region_id VARCHAR the home region of the number
    criterion VARCHAR the criterion
    position INTEGER its place, from 1
    label_zh VARCHAR its label in Chinese
    label_en VARCHAR its label in English
    weight DOUBLE what it counts for beside the others
    low DOUBLE the points at least, 0 to 1
    high DOUBLE the points at most, 0 to 1
    is_known BOOLEAN whether both are equal
"""), ("carrier_id", "region_id", "criterion"))

OBLIGATION_FINDINGS = Table("out", "obligations", (
    "An obligation against a carrier that it binds: what its own pages say, and what is reported since it holds."
), read_columns("""
    dataset VARCHAR SAMPLE or LIVE
    obligation_id VARCHAR the obligation
    regulator_id VARCHAR the publisher that laid it down
    title_zh VARCHAR its title in Chinese
    title_en VARCHAR its title in English
    country VARCHAR where it holds
    carrier_id VARCHAR the carrier
    carrier_name VARCHAR the carrier's name in English
    carrier_local_name VARCHAR the carrier's name at home
    holds_from DATE the first day
    finding VARCHAR contradicts_text, contradicted_by_reports, complies_in_text, silent or not_observed
    finding_zh VARCHAR the finding in Chinese
    finding_en VARCHAR the finding in English
    keeping_count BIGINT statements on its own pages that keep it
    breaking_count BIGINT statements on its own pages that break it
    reports_count BIGINT independent reports that it is broken
    kept_reports_count BIGINT independent reports that it is kept
    first_reported_on DATE the first report that it is broken
    last_reported_on DATE the last one
    keeping_quote VARCHAR words of its own that keep it
    keeping_source_id VARCHAR where they stand
    breaking_quote VARCHAR words of its own that break it
    breaking_source_id VARCHAR where they stand
    report_quote VARCHAR words of the last report that it is broken
    report_source_id VARCHAR where they stand
    citation VARCHAR what to cite
    source VARCHAR where the obligation can be read
"""), ("obligation_id", "carrier_id"))

EASE = Table("out", "ease", (
    "The ease of leaving a carrier, from 0 (hard) to 100 (easy), as an interval: wide where little is known."
), read_columns("""
    dataset VARCHAR SAMPLE or LIVE
    carrier_id VARCHAR the carrier
    carrier_name VARCHAR the carrier's name in English
    carrier_local_name VARCHAR the carrier's name at home
    region_id VARCHAR the home region of the number
    region_zh VARCHAR the region's name in Chinese
    region_en VARCHAR the region's name in English
    low DOUBLE the score at least
    high DOUBLE the score at most
    known_share DOUBLE share of the weights of which the points are known, 0 to 1
"""), ("carrier_id", "region_id"))

ANSWERS = (OBLIGATION_EVIDENCE, EASE_CRITERIA, OBLIGATION_FINDINGS, EASE)
DECLARED_FOR_ANSWERS = (OBLIGATIONS, OBLIGATION_MEASURES, EASE_POINTS)
