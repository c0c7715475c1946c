"""Which publishers are due: those with a source whose last attempt is longer ago than its cadence allows.

What a crawl then fetches of a publisher is the spiders' plan; when anybody asks is the schedules' and the user's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from archive.store import Archive
from schemas.registry import Registry
from schemas.sources import Kind
from spiders.planning import INTERVALS


def find_due(registry: Registry, archive: Archive, publishers: Iterable[str], at: datetime) -> list[str]:
    """Return those of the publishers that have a page to fetch at an instant, in their order."""
    return [name for name in publishers if _is_due(registry, archive, name, at)]


def _is_due(registry: Registry, archive: Archive, publisher: str, at: datetime) -> bool:
    newest: dict[str, datetime] = {}
    for capture in archive.captures(publisher, since=at - max(INTERVALS.values())):
        newest[capture.source] = capture.captured_at
    for source in registry.sources_of(publisher):
        if source.kind not in (Kind.FOLDER, Kind.DISCOVERY) and source.url is not None:
            interval = INTERVALS[source.cadence or registry.publisher(publisher).cadence]
            if source.id not in newest or at - newest[source.id] >= interval:
                return True
    return False
