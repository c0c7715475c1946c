"""Rows of the readings: what a capture gave, in exactly the columns of schemas/tables.py, and those columns for Arrow.

Deciding what has to be read is reading.py's work; what the words mean is the parsers'.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from parsers.read import Reading
from parsers.witness import sign
from schemas.captures import Capture, Outcome
from schemas.claims import Claim, Value
from schemas.documents import Block, Document, SourceKind
from schemas.ids import derive_id, format_instant
from schemas.tables import Table
from schemas.vocabulary import load_vocabulary

Row = dict[str, Any]

ARROW_TYPES: dict[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "TIMESTAMPTZ": pa.timestamp("us", tz="UTC"),
}
_COPIED = frozenset({SourceKind.NEWS, SourceKind.COMMUNITY, SourceKind.AGGREGATOR})  # a publisher's own pages are not
_SENTENCE_ENDS = "。！？!?；;\n"


def arrow_schema(table: Table) -> pa.Schema:
    """Return a table's columns as an Arrow schema."""
    return pa.schema([(column.name, ARROW_TYPES[column.type]) for column in table.columns])


@cache
def rows_digest() -> str:
    """The digest of this module, on which the derived columns depend."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:32]


def capture_row(capture: Capture, outcome: Outcome, document_id: str | None) -> Row:
    """Return a capture's row; `outcome` is today's."""
    return {
        "capture_id": derive_id(capture.source, capture.address, format_instant(capture.captured_at)),
        "source_id": capture.source,
        "address": capture.address,
        "captured_at": capture.captured_at,
        "method": capture.method,
        "final_address": None if capture.final_address == capture.address else capture.final_address,
        "status": capture.status,
        "digest": capture.digest,
        "body_bytes": capture.body_bytes,
        "outcome": outcome.value,
        "verdict": None if capture.verdict is None else capture.verdict.value,
        "document_id": document_id,
    }


def document_row(document_id: str, reading: Reading, document: Document, capture: Capture) -> Row:
    """Return the row of a document that was read from a capture's body."""
    return {
        "document_id": document_id,
        "source_id": capture.source,
        "address": capture.address,
        "digest": capture.digest,
        "title": document.title,
        "language": document.language,
        "kind": document.kind.value,
        "published_on": capture.published or document.published,
        "carriers": list(document.carriers),
        "regions": list(document.regions),
        "text": document.text,
        "text_key": hashlib.sha256("".join(document.text.split()).encode()).hexdigest()[:32],
        "signature": list(sign(document.text)) if document.kind in _COPIED else [],
        "encoding": document.encoding,
        "encoding_reason": document.encoding_reason,
        "claims_count": len(reading.claims),
        "unexplained_count": len(unexplained_rows(reading, document_id)),
    }


def claim_row(claim: Claim, document_id: str, document: Document, capture: Capture) -> Row:
    """Return a claim's row; value_days, value_amount and value_currency follow the vocabulary's conventions."""
    amount, currency = _money(claim.value)
    return {
        "claim_id": claim.derive_id(capture.source, capture.address, capture.digest or ""),
        "document_id": document_id,
        "attribute": claim.attribute,
        "code": claim.code,
        "polarity": claim.polarity,
        "value": claim.value_json,
        "value_days": _days(claim.value),
        "value_amount": amount,
        "value_currency": currency,
        "channel": claim.channel,
        "applicant": claim.applicant,
        "line_type": claim.line_type,
        "carriers": list(claim.carriers),
        "regions": list(claim.regions),
        "region_role": claim.region_role,
        "said_by": claim.said_by.value,
        "effective_from": claim.effective_from,
        "effective_to": claim.effective_to,
        "span_start": claim.evidence.start,
        "span_end": claim.evidence.end,
        "quote": claim.evidence.quote,
        "passage": find_passage(document, claim.evidence.start, claim.evidence.end),
        "support": claim.support,
    }


def unexplained_rows(reading: Reading, document_id: str) -> list[Row]:
    """Return a row for each sentence that the reader could not explain, however often it came to it."""
    rows = {
        (item.start, item.end, item.reason): {
            "document_id": document_id,
            "span_start": item.start,
            "span_end": item.end,
            "sentence": item.sentence,
            "triggers": list(item.triggers),
            "reason": item.reason,
        }
        for item in reading.unexplained
    }
    return list(rows.values())


def find_passage(document: Document, start: int, end: int) -> str:
    """Return the sentences around a span, from the blocks in which it begins and ends."""
    touched = [block for block in document.blocks if block.start < end and start < block.end]
    first = _sentence_start(document.text, start, touched)
    last = _sentence_end(document.text, end, touched)
    return document.text[first:last].strip()


def _sentence_start(text: str, start: int, blocks: list[Block]) -> int:
    lowest = min((block.start for block in blocks), default=0)
    return max([min(lowest, start), *(text.rfind(sign, lowest, start) + 1 for sign in _SENTENCE_ENDS)])


def _sentence_end(text: str, end: int, blocks: list[Block]) -> int:
    highest = max((block.end for block in blocks), default=len(text))
    if text[end - 1] in _SENTENCE_ENDS:
        return end
    found = [at + 1 for at in (text.find(sign, end, highest) for sign in _SENTENCE_ENDS) if at >= 0]
    return min(found, default=max(highest, end))


def _days(value: Value) -> float | None:
    """Return a duration in days by the vocabulary's convention; None for another value or a length left open."""
    if not isinstance(value, dict):
        return None
    words = load_vocabulary()
    if "symbol" in value:
        return words.symbols[value["symbol"]].days
    amount, days = value.get("amount"), words.units[value["unit"]].days if "unit" in value else None
    return None if amount is None or days is None else float(amount) * days


def _money(value: Value) -> tuple[float | None, str | None]:
    """Return the amount and currency of a sum of money; the lower end of a range."""
    if not isinstance(value, dict) or "currency" not in value:
        return None, None
    amount = value.get("amount")
    return None if amount is None else float(amount), value["currency"]
