"""Texts in, claims out, a JSON line each: what `linewatch extract` does. How a text is read is the parsers' work.

A record that breaks the form is told and stops no other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from parsers.read import extract_text
from parsers.selectors import select_evidence
from pipelines.model_proposer import ModelProposer
from pipelines.proposing import propose_claims
from schemas.errors import LinewatchError

KEYS = ("id", "text", "title", "url", "language", "published")


@dataclass(frozen=True, slots=True)
class TextRecord:
    """A text to read, and what is known of it."""

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    language: str | None = None
    published: date | None = None


def parse_record(line: bytes) -> TextRecord:
    """Read a JSON line with the keys of a record; LinewatchError that says what breaks its form."""
    try:
        given = json.loads(line)
    except ValueError as error:
        raise LinewatchError(f"is no JSON ({error})") from error
    if not isinstance(given, dict):
        raise LinewatchError(f"is no JSON object; write one with id, text and any of {', '.join(KEYS[2:])}")
    for key, value in given.items():
        is_optional = key in KEYS[2:] and value is None
        if key in KEYS and not isinstance(value, str) and not is_optional:
            raise LinewatchError(f'"{key}" is {type(value).__name__}; write a text')
    for key in KEYS[:2]:
        if key not in given:
            raise LinewatchError(f'"{key}" is missing')
    known: dict[str, Any] = {key: given[key] or None for key in KEYS[2:] if key in given}
    try:
        published = date.fromisoformat(known.pop("published", None) or "0001-01-01")
    except ValueError as error:
        raise LinewatchError(f'"published" is no date ({error}); write it as 2026-07-01') from error
    return TextRecord(given["id"], given["text"], **known, published=None if published == date.min else published)


def extract(
    record: TextRecord, proposer: ModelProposer | None = None, *, has_selectors: bool = False
) -> dict[str, Any]:
    """Read a text; return its id, the carriers and regions it is about, and its claims with exact offsets.

    `has_selectors` gives each claim its `target` as the Web Annotation model writes it. With a proposer, claims that it
    proposes follow with `proposed_by`, and `proposals` counts them and those that were dropped.
    """
    found = extract_text(
        record.text, title=record.title, url=record.url, language=record.language, published=record.published
    )
    claims = [(claim, claim.to_record()) for claim in found.claims]
    answer: dict[str, Any] = {
        "id": record.id, "carriers": list(found.document.carriers), "regions": list(found.document.regions),
    }  # fmt: skip
    if proposer is not None:
        proposals = propose_claims(proposer, found.document, found.claims)
        claims += zip(proposals.claims, proposals.to_records(), strict=True)
        answer["proposals"] = {
            "model": proposals.model, "kept": len(proposals.claims), "dropped": dict(proposals.dropped),
            "failure": proposals.failure,
        }  # fmt: skip
    if has_selectors:
        source = record.url or f"urn:linewatch:text:{quote(record.id)}"
        for claim, written in claims:
            written["target"] = select_evidence(record.text, claim.evidence, source)
    return answer | {"claims": [written for _, written in claims]}


def parse_lines(name: str, lines: Iterable[bytes]) -> Iterator[TextRecord | str]:
    """Yield a record for each line that is not blank, or what is wrong with it, beginning with `name:line:`."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield parse_record(line.removeprefix(b"\xef\xbb\xbf"))
            except LinewatchError as error:
                yield f"{name}:{number}: {error}"
