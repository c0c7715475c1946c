"""The first meeting with addresses that nobody has verified: each is fetched once, and what came of it is told.

Verifying itself is a person's: who has looked sets `verified = true` in the source's file.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from archive.store import Archive
from parsers.decode import DecodeError, decode
from parsers.pruning import find_all, read_tree
from parsers.read import read_capture
from schemas.captures import Capture
from schemas.errors import LinewatchError
from schemas.registry import Registry
from schemas.sources import Kind, Source

COLUMNS = ["source", "outcome", "title", "selectors", "anchors", "characters", "claims", "read"]
_SHOWN_CLAIMS = 3


def find_unmet(registry: Registry, archive: Archive, publishers: Collection[str] = ()) -> list[Source]:
    """Return the pages that are unverified and were never asked for, of the publishers or of all when none is named."""
    names = sorted({s.publisher for s in registry.sources.values() if not publishers or s.publisher in publishers})
    met = {(c.source, c.address) for name in names for c in archive.captures(name)}
    return [
        source for source in registry.sources.values()
        if source.publisher in names and source.kind is Kind.PAGE and not source.verified and source.url
        and (source.id, source.url) not in met
    ]  # fmt: skip


def describe_meetings(registry: Registry, archive: Archive, publishers: Collection[str]) -> list[tuple[Any, ...]]:
    """Return a row (COLUMNS) for each unverified page that was met: the newest capture, read by today's code."""
    newest: dict[str, Capture] = {}
    for publisher in sorted(publishers):
        newest |= {c.source: c for c in archive.captures(publisher) if c.role is None}
    wanted = (s for s in registry.sources.values() if s.id in newest and s.kind is Kind.PAGE and not s.verified)
    return [_describe(source, newest[source.id], archive) for source in wanted]


def _describe(source: Source, capture: Capture, archive: Archive) -> tuple[Any, ...]:
    body = archive.get_body(capture.digest) if capture.digest and archive.has_body(capture.digest) else None
    reading = read_capture(body, capture, source)
    document = reading.document
    text = document.text if document else ""
    first = reading.claims[:_SHOWN_CLAIMS]
    shown = "; ".join(f"{c.attribute}.{c.code} {c.polarity} “{c.evidence.quote}”" for c in first)
    return (
        source.id, reading.outcome.value, document.title if document else None, _count_hits(source, capture, body),
        f"{sum(anchor in text for anchor in source.anchors)} of {len(source.anchors)}", len(text), len(reading.claims),
        shown,
    )  # fmt: skip


def _count_hits(source: Source, capture: Capture, body: bytes | None) -> str:
    """Say how many elements each selector finds in the page."""
    try:
        tree = read_tree(decode(body or b"", capture.header("content-type")).text)
    except DecodeError:
        tree = None
    if tree is None:
        return "no page"
    try:
        selectors = (*source.select, *source.remove)
        counts = [f"{selector}: {len(find_all(tree, [selector], source.id))}" for selector in selectors]
    except LinewatchError as error:
        return str(error)
    return ", ".join(counts) or "none declared"
