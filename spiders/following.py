"""Which links of an index are followed: those near to the subject, on the same site, within bounds. Needs no Scrapy.

Feeds, site maps and listings lead to articles; a discovery looks about a site for pages that may be declared. What a
link is worth is parsers.relevance's to say.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from archive.store import Archive
from parsers.links import Link, find_links
from parsers.outcomes import registered_domain
from parsers.relevance import Relevance, weigh
from schemas.addresses import find_host
from schemas.captures import HEALTHY, Capture
from schemas.documents import SourceKind
from schemas.sources import Cadence, Kind
from spiders.planning import INDEX, INTERVALS, Fetch

_PATH_ALONE = 2.0  # points from which a link without words is followed for its address
_DATED = frozenset({SourceKind.NEWS, SourceKind.COMMUNITY})  # what was read once stays as it was said


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far one source is followed in one crawl; `seconds` from its first index on."""

    depth: int = 3
    indexes: int = 10
    pages: int = 40
    seconds: float = 300.0


@dataclass(slots=True)
class _Trail:
    """What one source has been followed to."""

    started_at: float = field(default_factory=time.monotonic)
    indexes: int = 1
    pages: int = 0
    seen: set[str] = field(default_factory=set)


class Follower:
    """Follows the indexes of any sources at one instant; `known` are the captures that were healthy, by place."""

    def __init__(
        self, instant: datetime, known: Mapping[tuple[str, str], Capture], bounds: Bounds | None = None
    ) -> None:
        self._instant = instant
        self._known = known
        self._bounds = bounds or Bounds()
        self._trails: dict[str, _Trail] = {}
        self.left_out: Counter[str] = Counter()

    def follow(self, fetch: Fetch, body: bytes, content_type: str | None) -> list[Fetch]:
        """Return what to fetch of an index's links, the nearest to the subject first, as far as the bounds allow."""
        trail = self._trails.setdefault(fetch.source.id, _Trail(seen={fetch.address}))
        if time.monotonic() - trail.started_at > self._bounds.seconds:
            self.left_out["out of time"] += 1
            return []
        weighed = [(weigh(link.address, link.title), link) for link in find_links(body, content_type, fetch.address)]
        chosen = []
        for relevance, link in sorted(weighed, key=lambda pair: -pair[0].points):
            followed = self._choose(fetch, link, relevance, trail)
            if followed is not None:
                trail.seen.add(link.address)
                chosen.append(followed)
        return chosen

    def _choose(self, fetch: Fetch, link: Link, relevance: Relevance, trail: _Trail) -> Fetch | None:
        """Decide on one link; what is left out is counted by its reason."""
        if link.address in trail.seen:
            return None
        if registered_domain(find_host(link.address)) != registered_domain(find_host(fetch.source.url or "")):
            self.left_out["another site"] += 1
            return None
        is_looking = fetch.source.kind is Kind.DISCOVERY
        if link.is_index or is_looking:
            return self._follow_index(fetch, link, relevance, trail, is_looking=is_looking)
        is_near = relevance.is_enough or (not link.title and relevance.points >= _PATH_ALONE)
        if not is_near or self._is_fresh(fetch, link.address):
            return None
        if trail.pages >= self._bounds.pages:
            self.left_out["too many pages"] += 1
            return None
        trail.pages += 1
        return Fetch(fetch.source, link.address, depth=fetch.depth + 1)

    def _follow_index(
        self, fetch: Fetch, link: Link, relevance: Relevance, trail: _Trail, *, is_looking: bool
    ) -> Fetch | None:
        most = self._bounds.pages if is_looking else self._bounds.indexes
        if fetch.depth >= self._bounds.depth or trail.indexes >= most or (is_looking and relevance.points <= 0):
            self.left_out["too far"] += relevance.points > 0 or not is_looking
            return None
        trail.indexes += 1
        return Fetch(fetch.source, link.address, role=INDEX, depth=fetch.depth + 1)

    def _is_fresh(self, fetch: Fetch, address: str) -> bool:
        """Tell whether a page was read already: an article for good, another page until its time comes."""
        known = self._known.get((fetch.source.id, address))
        if known is None:
            return False
        interval = INTERVALS[fetch.source.cadence or Cadence.DAILY]
        return fetch.source.tier in _DATED or self._instant - known.captured_at < interval


def find_known(archive: Archive, publisher: str) -> dict[tuple[str, str], Capture]:
    """Return the newest capture of each place of a publisher that brought a body and no failure."""
    return {
        (capture.source, capture.address): capture
        for capture in archive.captures(publisher)
        if capture.digest is not None and (capture.verdict is None or capture.verdict in HEALTHY)
    }
