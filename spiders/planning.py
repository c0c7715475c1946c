"""What a crawl is asked to do, what it is going to fetch for it, and what it leaves out and why. Needs no Scrapy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from archive.store import Archive
from schemas.addresses import find_host
from schemas.captures import HEALTHY, Capture, Outcome
from schemas.sources import Cadence, Kind, Source
from spiders.patience import HOST_BUDGET, read_retry_after

# How long a page is fresh: a little less than the name says, so that a run that starts late today does not make
# tomorrow's come too early.
INTERVALS = {
    Cadence.HOURLY: timedelta(minutes=50),
    Cadence.DAILY: timedelta(hours=20),
    Cadence.WEEKLY: timedelta(days=6, hours=12),
    Cadence.MONTHLY: timedelta(days=27),
    Cadence.ONCE: timedelta(hours=20),  # until it was read
}
_VALIDATORS = ("etag", "last-modified")
_TRUST = timedelta(days=30)  # so long a server's "not modified" is believed before the page is asked for anew
_DAY = timedelta(days=1)
_MISHAPS = frozenset({  # the page itself has not answered: it may be asked for again before its time
    Outcome.TIMEOUT, Outcome.DNS_ERROR, Outcome.TLS_ERROR, Outcome.CONNECTION_ERROR, Outcome.SERVER_ERROR,
    Outcome.RATE_LIMITED,
})  # fmt: skip


INDEX = "index"
_INDEXES = frozenset({Kind.LISTING, Kind.FEED, Kind.SITEMAP, Kind.DISCOVERY})


class Skip(StrEnum):
    """Why a declared source is not fetched in this run."""

    NEEDS_DISCOVERY = "needs discovery"
    NEEDS_IMPORT = "folder of files: import it"
    ALREADY_CAPTURED = "already captured at this instant"
    READ_ONCE = "declared once, read before"
    NEEDS_BROWSER = "needs a browser: install the extra `browser` and Chromium"
    FRESH = "fresh by its cadence"
    TOLD_TO_WAIT = "its server asked to wait"
    OVER_BUDGET = "the day's budget for its host is spent"


@dataclass(frozen=True, slots=True)
class Crawl:
    """What a crawl is asked to do; `data` is the data directory, the instant is that of all its captures.

    With `discover` the discovery sources are followed, with `meet` the unverified pages that were never asked for, and
    nothing else is fetched. With `again` pages are fetched
    although they are fresh. `budget` is how many requests a host gets in 24 hours.
    `unhealthy` are the digests of bodies that turned out not to be the page that was wanted.
    """

    publishers: tuple[str, ...]
    data: Path
    instant: datetime
    proxy: str | None = None
    contact: str | None = None
    timeout_seconds: float | None = None
    again: bool = False
    budget: int = HOST_BUDGET
    unhealthy: frozenset[str] = frozenset()
    discover: bool = False
    meet: bool = False


@dataclass(frozen=True, slots=True)
class Fetch:
    """One page to ask for; `previous` is its last healthy capture that a server can be asked to confirm, or None.

    `role` is INDEX where its links are followed; `depth` counts the steps from the declared address.
    """

    source: Source
    address: str
    previous: Capture | None = None
    role: str | None = None
    depth: int = 0
    in_browser: bool = False


@dataclass(slots=True)
class Plan:
    """What one publisher's crawl will fetch, and how many sources it leaves out for which reason.

    `spent` is how many requests each host has had in the 24 hours before.
    """

    fetches: list[Fetch] = field(default_factory=list)
    skipped: Counter[Skip] = field(default_factory=Counter)
    spent: Counter[str] = field(default_factory=Counter)


def plan_fetches(
    sources: Iterable[Source],
    publisher: str,
    archive: Archive,
    instant: datetime,
    *,
    again: bool = False,
    budget: int = HOST_BUDGET,
    unhealthy: Container[str] = (),
    discover: bool = False,
    meet: bool = False,
    has_browser: bool = False,
) -> Plan:
    """Plan the fetches of one publisher's sources at an instant, from what its archived captures say.

    Pages that were never asked for come first, then those that were longest ago. `unhealthy` are the digests of bodies
    that turned out not to be the page: a server is not asked to confirm them.
    """
    past = _look_back(archive, publisher, instant, unhealthy)
    plan = Plan(spent=past.spent)
    asked = Counter(past.spent)
    begin = datetime.min.replace(tzinfo=instant.tzinfo)
    for source in sorted(sources, key=lambda source: past.newest_at(source) or begin):
        if not _is_wanted(source, past, discover=discover, meet=meet):
            continue
        reason = _find_reason_to_skip(source, past, instant, again, discover)
        if reason is None and source.browser == "always" and not has_browser:
            reason = Skip.NEEDS_BROWSER
        host = find_host(source.url or "")
        if reason is None and asked[host] >= budget:
            reason = Skip.OVER_BUDGET
        if reason is not None:
            plan.skipped[reason] += 1
        elif source.url is not None:
            asked[host] += 1
            previous = _find_confirmable(source, past, archive, instant)
            plan.fetches.append(_make_fetch(source, source.url, previous))
    return plan


def _is_wanted(source: Source, past: _Past, *, discover: bool, meet: bool) -> bool:
    if discover:
        return source.kind is Kind.DISCOVERY
    return not meet or (not source.verified and source.kind is Kind.PAGE and past.newest_at(source) is None)


def _make_fetch(source: Source, address: str, previous: Capture | None) -> Fetch:
    """Make the fetch of a source; an index is asked for anew, and a browser confirms nothing."""
    role = INDEX if source.kind in _INDEXES else None
    in_browser = source.browser == "always"
    return Fetch(source, address, None if role or in_browser else previous, role, 0, in_browser)


@dataclass(slots=True)
class _Past:
    """What the captures of a publisher say, by (source, address), or by host."""

    newest: dict[tuple[str, str], Capture] = field(default_factory=dict)
    healthy: dict[tuple[str, str], Capture] = field(default_factory=dict)
    sent_at: dict[tuple[str, str], datetime] = field(default_factory=dict)
    attempted: set[tuple[str, str]] = field(default_factory=set)
    wait_until: dict[str, datetime] = field(default_factory=dict)
    spent: Counter[str] = field(default_factory=Counter)

    def newest_at(self, source: Source) -> datetime | None:
        """Return when a source's page was last asked for."""
        newest = self.newest.get((source.id, source.url or ""))
        return None if newest is None else newest.captured_at


def _look_back(archive: Archive, publisher: str, instant: datetime, unhealthy: Container[str]) -> _Past:
    past = _Past()
    for capture in archive.captures(publisher):
        place, host = (capture.source, capture.address), find_host(capture.address)
        if capture.captured_at == instant:
            past.attempted.add(place)
        if capture.captured_at > instant or capture.method == "import":
            continue
        past.spent[host] += capture.captured_at > instant - _DAY and capture.error is not Outcome.ROBOTS_DENIED
        wait = read_retry_after(capture.header("retry-after"), capture.captured_at)
        if wait is not None:
            past.wait_until[host] = capture.captured_at + timedelta(seconds=wait)
        if capture.captured_at == instant:
            continue
        past.newest[place] = capture
        if capture.verdict in HEALTHY and capture.digest not in unhealthy:
            past.healthy[place] = capture
            if capture.status != 304:
                past.sent_at[place] = capture.captured_at
    return past


def _find_reason_to_skip(source: Source, past: _Past, instant: datetime, again: bool, discover: bool) -> Skip | None:
    if source.kind is Kind.DISCOVERY and not discover:
        return Skip.NEEDS_DISCOVERY
    if source.kind is Kind.FOLDER or source.url is None:
        return Skip.NEEDS_IMPORT
    place = (source.id, source.url)
    if place in past.attempted:
        return Skip.ALREADY_CAPTURED
    if source.cadence is Cadence.ONCE and place in past.healthy:
        return Skip.READ_ONCE
    if past.wait_until.get(find_host(source.url), instant) > instant:
        return Skip.TOLD_TO_WAIT
    newest = past.newest.get(place)
    if newest is None or again or newest.verdict in _MISHAPS:
        return None
    return Skip.FRESH if instant - newest.captured_at < INTERVALS[source.cadence or Cadence.DAILY] else None


def _find_confirmable(source: Source, past: _Past, archive: Archive, instant: datetime) -> Capture | None:
    """Return the capture of which a server's "not modified" would stand for a body that is still here."""
    place = (source.id, source.url or "")
    last = past.healthy.get(place)
    if last is None or last.digest is None or not any(last.header(name) for name in _VALIDATORS):
        return None
    is_trusted = instant - past.sent_at.get(place, last.captured_at) < _TRUST
    return last if is_trusted and archive.has_body(last.digest) else None
