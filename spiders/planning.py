"""What a crawl is asked to do, what it is going to fetch for it, and what it leaves out and why. Needs no Scrapy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from archive.store import Archive
from schemas.captures import HEALTHY, Capture
from schemas.sources import Cadence, Kind, Source

_VALIDATORS = ("etag", "last-modified")


class Skip(StrEnum):
    """Why a declared source is not fetched in this run."""

    NEEDS_DISCOVERY = "needs discovery"
    NEEDS_IMPORT = "folder of files: import it"
    ALREADY_CAPTURED = "already captured at this instant"
    READ_ONCE = "declared once, read before"


@dataclass(frozen=True, slots=True)
class Crawl:
    """What a crawl is asked to do; `data` is the data directory, the instant is that of all its captures."""

    publishers: tuple[str, ...]
    data: Path
    instant: datetime
    proxy: str | None = None
    contact: str | None = None
    timeout_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Fetch:
    """One page to ask for; `previous` is its last healthy capture that a server can be asked to confirm, or None."""

    source: Source
    address: str
    previous: Capture | None = None


@dataclass(slots=True)
class Plan:
    """What one publisher's crawl will fetch, and how many sources it leaves out for which reason."""

    fetches: list[Fetch] = field(default_factory=list)
    skipped: Counter[Skip] = field(default_factory=Counter)


def plan_fetches(sources: Iterable[Source], publisher: str, archive: Archive, instant: datetime) -> Plan:
    """Plan the fetches of one publisher's sources at an instant, from what its archived captures say."""
    attempted: set[tuple[str, str]] = set()
    healthy: dict[tuple[str, str], Capture] = {}
    for capture in archive.captures(publisher):
        if capture.captured_at == instant:
            attempted.add((capture.source, capture.address))
        elif capture.captured_at < instant and capture.verdict in HEALTHY:
            healthy[capture.source, capture.address] = capture
    plan = Plan()
    for source in sources:
        reason = _find_reason_to_skip(source, attempted, healthy)
        if reason is not None:
            plan.skipped[reason] += 1
        elif source.url is not None:
            last = healthy.get((source.id, source.url))
            plan.fetches.append(Fetch(source, source.url, last if _can_be_confirmed(last, archive) else None))
    return plan


def _find_reason_to_skip(
    source: Source, attempted: set[tuple[str, str]], healthy: dict[tuple[str, str], Capture]
) -> Skip | None:
    if source.kind is not Kind.PAGE:
        return Skip.NEEDS_IMPORT if source.kind is Kind.FOLDER else Skip.NEEDS_DISCOVERY
    if source.url is None:
        return Skip.NEEDS_IMPORT
    if (source.id, source.url) in attempted:
        return Skip.ALREADY_CAPTURED
    if source.cadence is Cadence.ONCE and (source.id, source.url) in healthy:
        return Skip.READ_ONCE
    return None


def _can_be_confirmed(last: Capture | None, archive: Archive) -> bool:
    """Return whether a server's "not modified" would stand for a body that is still here."""
    if last is None or last.digest is None or not any(last.header(name) for name in _VALIDATORS):
        return False
    return archive.has_body(last.digest)
