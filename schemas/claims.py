"""A Claim: one typed statement by a Document, with the exact words that make it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from schemas.ids import canonical_json, derive_id

Value = dict[str, Any] | str | None


class SaidBy(StrEnum):
    """Whose statement a claim is."""

    CARRIER = "carrier"
    REGULATOR = "regulator"
    PRESS = "press"
    CUSTOMER = "customer"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a claim stands: code points `start` to `end` of the document's text, and the words there."""

    start: int
    end: int
    quote: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.end - self.start != len(self.quote):
            raise ValueError(f"evidence {self.start}:{self.end} does not fit its quote {self.quote!r}")


@dataclass(frozen=True, slots=True)
class Claim:
    """One typed statement.

    `value` keeps the unit of the text (see the vocabulary's value kinds). Qualifiers are None, or empty, where the text
    states none. `carriers` and `regions` are narrower than the document's. `support` is between 0 and 1: how much of
    the rule's wish the words met; below 0.5 an analyst should look.
    """

    attribute: str
    code: str
    polarity: str
    value: Value
    evidence: Evidence
    said_by: SaidBy = SaidBy.UNKNOWN
    channel: str | None = None
    applicant: str | None = None
    line_type: str | None = None
    carriers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    region_role: str = "home"  # home | asking
    effective_from: date | None = None
    effective_to: date | None = None
    support: float = 1.0

    @property
    def value_json(self) -> str | None:
        """The value in canonical JSON, or None."""
        return None if self.value is None else canonical_json(self.value)

    def derive_id(self, source: str, address: str, digest: str) -> str:
        """Derive the claim's id within its snapshot (design, section 5)."""
        return derive_id(
            source, address, digest, self.attribute, self.code, self.polarity, self.value,
            self.channel, self.applicant, self.line_type, self.carriers, self.regions, self.evidence.start,
        )

    def to_record(self) -> dict[str, Any]:
        """Return the claim as `linewatch extract` writes it; qualifiers only where stated."""
        record: dict[str, Any] = {
            "attribute": self.attribute,
            "code": self.code,
            "polarity": self.polarity,
            "value": self.value,
            "start": self.evidence.start,
            "end": self.evidence.end,
            "quote": self.evidence.quote,
            "said_by": self.said_by.value,
        }
        for name in ("channel", "applicant", "line_type"):
            if getattr(self, name) is not None:
                record[name] = getattr(self, name)
        for name in ("carriers", "regions"):
            if getattr(self, name):
                record[name] = list(getattr(self, name))
        if self.region_role != "home":
            record["region_role"] = self.region_role
        for name in ("effective_from", "effective_to"):
            if getattr(self, name) is not None:
                record[name] = getattr(self, name).isoformat()
        return record
