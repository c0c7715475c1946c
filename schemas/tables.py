"""Every table and column of the warehouse with its type and its comment; the Parquet readings have the same columns.

One Table for each `schema.name`; warehouse/sql/<schema>/<name>.sql makes it. Types are DuckDB's. Here are the tables of
what was read and declared; those made from them are in tables_core.py, tables_policies.py, tables_answers.py and
tables_out.py, the form is table.py's.
"""

from __future__ import annotations

from schemas.table import Column, Table, read_columns
from schemas.tables_answers import ANSWERS, DECLARED_FOR_ANSWERS
from schemas.tables_core import SPELLS
from schemas.tables_out import OUT
from schemas.tables_policies import POLICIES_AND_CHANGES

# What reading writes: a Parquet file for each publisher and table, loaded as raw.<name>.
CAPTURES = Table("raw", "captures", (
    "One attempt to fetch one address, with the outcome that today's code gives it."
), read_columns("""
    capture_id VARCHAR derived from source, address and instant
    source_id VARCHAR the source, <publisher>/<name>
    address VARCHAR the address asked for
    captured_at TIMESTAMPTZ the instant that the run declared
    method VARCHAR crawl, browser (the page as a browser made it) or import
    final_address VARCHAR where redirects ended, NULL if nowhere else
    status INTEGER HTTP status, NULL for imports and transport failures
    digest VARCHAR sha256 of the body, NULL without one
    body_bytes BIGINT size of the body
    outcome VARCHAR what the capture is, recomputed by today's code
    verdict VARCHAR what the crawler thought on the day
    document_id VARCHAR the document read from it, NULL unless the outcome is ok or not_modified
"""), ("capture_id",))

DOCUMENTS = Table("raw", "documents", (
    "Clean text read from one snapshot under one declaration."
), read_columns("""
    document_id VARCHAR digest of body, headers and address, declaration and code
    source_id VARCHAR the source it was read for
    address VARCHAR the address it was captured at
    digest VARCHAR sha256 of the body
    title VARCHAR the document's title, NULL without one
    language VARCHAR BCP 47: zh-Hans, zh-Hant, en, und
    kind VARCHAR carrier, regulator, news, community, aggregator or spam
    published_on DATE the date that the document or its import states
    carriers VARCHAR[] carriers that it is about; empty: carriers in general
    regions VARCHAR[] regions at which its claims hold
    text VARCHAR the clean text; offsets count its code points
    text_key VARCHAR digest of the text with layout folded, equal for equal words
    signature VARCHAR[] marks of which near-copies share most; empty for short texts and for carriers' own pages
    encoding VARCHAR the encoding that won
    encoding_reason VARCHAR why it won
    claims_count INTEGER claims read from it
    unexplained_count INTEGER rows of raw.unexplained
"""), ("document_id",))

CLAIMS = Table("raw", "claims", (
    "One typed statement by one document, with the words that make it."
), read_columns("""
    claim_id VARCHAR derived from source, address, snapshot, statement and start
    document_id VARCHAR the document that makes it
    attribute VARCHAR the vocabulary's attribute
    code VARCHAR the vocabulary's code
    polarity VARCHAR the vocabulary's polarity
    value VARCHAR the value in canonical JSON, NULL where none is stated
    value_days DOUBLE duration in days: month 30, year 365, working day 1.4
    value_amount DOUBLE money amount as stated, NULL otherwise
    value_currency VARCHAR ISO 4217 code of the amount
    channel VARCHAR qualifier: a code of channel, NULL where unstated
    applicant VARCHAR qualifier: self, agent, corporate or estate
    line_type VARCHAR qualifier: prepaid, postpaid, contract, sim_only, esim or secondary
    carriers VARCHAR[] carriers of this claim where narrower than the document's
    regions VARCHAR[] regions of this claim where narrower than the document's
    region_role VARCHAR home, or asking: where the shop is rather than the number
    said_by VARCHAR carrier, regulator, press, customer or unknown
    effective_from DATE the date from which the text says it holds
    effective_to DATE the date until which the text says it holds
    span_start INTEGER first code point of the evidence
    span_end INTEGER code point after the evidence
    quote VARCHAR the exact words
    passage VARCHAR the sentence or block around the quote
    support DOUBLE how much of the rule's wish the words met, 0 to 1
"""), ("document_id", "claim_id"))

UNEXPLAINED = Table("raw", "unexplained", (
    "A sentence in which the reader did not understand something."
), read_columns("""
    document_id VARCHAR the document it stands in
    span_start INTEGER first code point
    span_end INTEGER code point after it
    sentence VARCHAR the sentence
    triggers VARCHAR[] the trigger words in it, or the numbers with their units
    reason VARCHAR no_claim: it gave none; unknown_unit: a number in it has a unit that is not known
"""), ("document_id", "span_start", "span_end", "reason"))

READINGS = (CAPTURES, DOCUMENTS, CLAIMS, UNEXPLAINED)

# What people declare: the registry, the carriers, the regions and the vocabulary, and the run itself.
BUILD = Table("raw", "build", (
    "The run that built this warehouse; the only table that differs between equal builds."
), read_columns("""
    run_id VARCHAR the run
    now_at TIMESTAMPTZ the instant as of which the warehouse speaks: the newest capture unless the run said otherwise
    is_sample BOOLEAN whether it was built from the sample site, which is no evidence of anything
    dataset VARCHAR SAMPLE or LIVE
    code_digest VARCHAR digest of the SQL and the schemas that built it
    captures_count BIGINT captures read
    documents_count BIGINT documents read
    claims_count BIGINT claims read
"""), ("run_id",))

PUBLISHERS = Table("raw", "publishers", (
    "A declared publisher: a carrier, a regulator, a news site, a forum."
), read_columns("""
    publisher_id VARCHAR the path of its file: cn/mobile.toml is cn-mobile
    name VARCHAR its name
    tier VARCHAR carrier, regulator, news, community, aggregator or spam
    country VARCHAR ISO 3166 country, NULL where it has none
    carriers VARCHAR[] carriers that it is about unless a source says otherwise
    language VARCHAR BCP 47, NULL where it writes in several
    cadence VARCHAR how often its sources are fetched unless one says otherwise
    note VARCHAR what else should be known
"""), ("publisher_id",))

SOURCES = Table("raw", "sources", (
    "A declared place to look, with what it takes from its publisher filled in."
), read_columns("""
    source_id VARCHAR <publisher>/<name>
    publisher_id VARCHAR the publisher that owns it
    kind VARCHAR page, listing, feed, sitemap, folder or discovery
    url VARCHAR the address, NULL for a folder
    title VARCHAR what a person calls it
    page_set VARCHAR the pages that together form one policy: <publisher>/<policy or name>
    has_policy BOOLEAN whether the declaration names a policy
    tier VARCHAR carrier, regulator, news, community, aggregator or spam
    country VARCHAR ISO 3166 country, NULL where it has none
    carriers VARCHAR[] carriers that it is about
    regions VARCHAR[] regions at which it holds
    language VARCHAR BCP 47
    cadence VARCHAR hourly, daily, weekly, monthly or once
    service VARCHAR what the line is: mobile, broadband or voip; the matrix compares mobile lines
    is_verified BOOLEAN whether a person saw that the address is right
    stale_after_days INTEGER days after which what it said last counts as last seen only
    min_claims INTEGER claims below which a reading of it is suspicious
    published_on DATE a declared date
    reading_digest VARCHAR digest of everything declared that a reading depends on
"""), ("source_id",))

CARRIERS = Table("raw", "carriers", (
    "A carrier and its life."
), read_columns("""
    carrier_id VARCHAR <country>-<slug>
    name VARCHAR its name in English
    local_name VARCHAR its name at home
    country VARCHAR ISO 3166 country
    hotline VARCHAR its hotline, NULL where none is declared
    site VARCHAR the host of its site
    active_from DATE the first day of its life, NULL if before our time
    active_to DATE the first day without it, NULL while it lives
    successor VARCHAR the carrier that took over its customers
    parent VARCHAR the carrier that owns it; nothing is inherited from it
    host_network VARCHAR the carrier whose network it uses
    is_active BOOLEAN whether it lives at the instant of the build
"""), ("carrier_id",))

REGIONS = Table("raw", "regions", (
    "A country, province or city."
), read_columns("""
    region_id VARCHAR ISO 3166-1 or -2, or CN- with a code of GB/T 2260
    parent_id VARCHAR the region right around it, NULL for a country
    country VARCHAR the country that it lies in
    kind VARCHAR country, province or city
    name_en VARCHAR its name in English
    name_zh VARCHAR its name in Chinese
"""), ("region_id",))

VOCABULARY = Table("raw", "vocabulary", (
    "One thing that a claim can be about."
), read_columns("""
    attribute VARCHAR the attribute
    code VARCHAR the code within it
    position INTEGER its place in the vocabulary, from 1
    attribute_zh VARCHAR the attribute's label in Chinese
    attribute_en VARCHAR the attribute's label in English
    code_zh VARCHAR the code's label in Chinese
    code_en VARCHAR the code's label in English
    meaning VARCHAR what it means, in one line
    polarities VARCHAR[] what can be said of it
    better VARCHAR[] its polarities, best for the customer first; empty where no order makes sense
    value_kind VARCHAR none, duration, duration_or_symbol, money_or_formula, text or date
    is_lower_better BOOLEAN whether a lower value is better for the customer, NULL where neither is
    is_many_valued BOOLEAN whether several values may hold side by side
"""), ("attribute", "code"))

EXCLUSIONS = Table("raw", "exclusions", (
    "Two statements that cannot both hold in one slot; each pair stands in both orders."
), read_columns("""
    left_attribute VARCHAR attribute of the one
    left_code VARCHAR code of the one
    left_polarity VARCHAR polarity of the one
    right_attribute VARCHAR attribute of the other
    right_code VARCHAR code of the other
    right_polarity VARCHAR polarity of the other
"""), ("left_attribute", "left_code", "left_polarity", "right_attribute", "right_code", "right_polarity"))

LABELS = Table("raw", "labels", (
    "The word for people, in two languages, of each word that statements, qualifiers and states are made of."
), read_columns("""
    kind VARCHAR polarity, unit, symbol, per, of, applicant, line_type, basis, tier and so on
    word VARCHAR the word in the data
    label_zh VARCHAR the word for people in Chinese
    label_en VARCHAR the word for people in English
    days DOUBLE its length in the comparable columns, by convention; NULL for what is no duration
"""), ("kind", "word"))

DECLARED = (BUILD, PUBLISHERS, SOURCES, CARRIERS, REGIONS, VOCABULARY, EXCLUSIONS, LABELS, *DECLARED_FOR_ANSWERS)

CORE = (*SPELLS, *POLICIES_AND_CHANGES)

TABLES: dict[str, Table] = {table.key: table for table in (*DECLARED, *READINGS, *CORE, *OUT, *ANSWERS)}

__all__ = ["CORE", "DECLARED", "OUT", "READINGS", "TABLES", "Column", "Table"]
