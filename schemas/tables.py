"""Every table and column of the warehouse with its type and its one-line comment; the Parquet readings have the same columns.

One Table for each `schema.name`; warehouse/sql/<schema>/<name>.sql makes it. Types are DuckDB's.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its DuckDB type and one line on what it means."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the warehouse: `schema.name`, one line on what a row is, and its columns in order."""

    schema: str
    name: str
    comment: str
    columns: tuple[Column, ...]

    @property
    def key(self) -> str:
        """The qualified name, `schema.name`."""
        return f"{self.schema}.{self.name}"


def _columns(text: str) -> tuple[Column, ...]:
    """Read lines `name TYPE comment` into columns."""
    return tuple(Column(*line.split(None, 2)) for line in text.strip().splitlines())


# What reading writes: a Parquet file for each publisher and table, loaded as raw.<name>.
CAPTURES = Table("raw", "captures", "One attempt to fetch one address, with the outcome that today's code gives it.", _columns("""
    capture_id VARCHAR derived from source, address and instant
    source_id VARCHAR the source, <publisher>/<name>
    address VARCHAR the address asked for
    captured_at TIMESTAMPTZ the instant that the run declared
    method VARCHAR crawl or import
    final_address VARCHAR where redirects ended, NULL if nowhere else
    status INTEGER HTTP status, NULL for imports and transport failures
    digest VARCHAR sha256 of the body, NULL without one
    body_bytes BIGINT size of the body
    outcome VARCHAR what the capture is, recomputed by today's code
    verdict VARCHAR what the crawler thought on the day
    document_id VARCHAR the document read from it, NULL unless the outcome is ok or not_modified
"""))

DOCUMENTS = Table("raw", "documents", "Clean text read from one snapshot under one declaration.", _columns("""
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
    encoding VARCHAR the encoding that won
    encoding_reason VARCHAR why it won
    claims_count INTEGER claims read from it
    unexplained_count INTEGER sentences with trigger words and no claim
"""))

CLAIMS = Table("raw", "claims", "One typed statement by one document, with the words that make it.", _columns("""
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
"""))

UNEXPLAINED = Table("raw", "unexplained", "A sentence with trigger words from which no claim was read.", _columns("""
    document_id VARCHAR the document it stands in
    span_start INTEGER first code point
    span_end INTEGER code point after it
    sentence VARCHAR the sentence
    triggers VARCHAR[] the trigger words in it
"""))

READINGS = (CAPTURES, DOCUMENTS, CLAIMS, UNEXPLAINED)
