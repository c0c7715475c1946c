"""Which publishers are due: those with a source whose last attempt is longer ago than its cadence allows.

What a crawl then fetches of a publisher is the spiders' plan; when anybody asks is the schedules' and the user's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from archive.store import Archive
from schemas.registry import Registry
from schemas.sources import Cadence, Kind

# A little less than the name says, so that a run that starts late today does not make tomorrow's come too early.
INTERVALS = {
    Cadence.HOURLY: timedelta(minutes=50),
    Cadence.DAILY: timedelta(hours=20),
    Cadence.WEEKLY: timedelta(days=6, hours=12),
    Cadence.MONTHLY: timedelta(days=27),
    Cadence.ONCE: timedelta(hours=20),  # until it was read; the crawl's plan leaves it out from then on
}


def find_due(registry: Registry, archive: Archive, publishers: Iterable[str], at: datetime) -> list[str]:
    """Return those of the publishers that have a page to fetch at an instant, in their order."""
    return [name for name in publishers if _is_due(registry, archive, name, at)]


def _is_due(registry: Registry, archive: Archive, publisher: str, at: datetime) -> bool:
    newest: dict[str, datetime] = {}
    for capture in archive.captures(publisher, since=at - max(INTERVALS.values())):
        newest[capture.source] = capture.captured_at
    for source in registry.sources_of(publisher):
        if source.kind is Kind.PAGE and source.url is not None:
            interval = INTERVALS[source.cadence or registry.publisher(publisher).cadence]
            if source.id not in newest or at - newest[source.id] >= interval:
                return True
    return False
