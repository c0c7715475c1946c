"""A web that misbehaves in every way we know: each attempt ends with its outcome, in bounded time and memory, and what
was known before stays known."""

from __future__ import annotations

import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines.reading import read_archive
from schemas.captures import Capture, Outcome
from schemas.registry import load_registry
from spiders.reports import CrawlReport
from tests.spiders.place import NOON, Place, declare
from tests.spiders.server import Web, hostile
from warehouse.build import build

TOMORROW = NOON + timedelta(days=1)
NAMES = (*hostile.PAGES, *hostile.COPIES)

OUTCOMES: dict[str, tuple[int | None, str]] = {
    "forbidden": (403, "blocked"), "not-found": (404, "gone"), "gone": (410, "gone"),
    "limited": (429, "rate_limited"), "broken": (500, "server_error"), "unavailable": (503, "server_error"),
    "unavailable-for-now": (503, "server_error"), "slow-first-byte": (None, "timeout"), "slow-body": (None, "timeout"),
    "cut-short": (None, "connection_error"), "length-too-long": (None, "connection_error"),
    "length-too-short": (200, "ok"), "length-is-no-number": (None, "connection_error"),
    "endless-body": (None, "too_large"), "many-headers": (200, "ok"), "gzip-bomb": (None, "too_large"),
    "gzip-cut": (None, "connection_error"), "redirect-loop": (None, "connection_error"),
    "redirect-to-private": (None, "moved_off_site"), "redirect-to-loopback": (None, "moved_off_site"),
    "redirect-to-metadata": (None, "moved_off_site"), "redirect-on-the-second-hop": (None, "moved_off_site"),
    "redirect-to-a-file": (302, "server_error"), "redirect-off-site": (200, "moved_off_site"),
    "soft-404": (200, "soft_404"), "login-wall": (200, "login_wall"), "captcha": (200, "captcha"),
    "consent-wall": (200, "consent_wall"), "empty": (200, "empty"), "blank": (200, "empty"),
    "script-only": (200, "js_required"), "wrong-type": (200, "wrong_type"), "wrong-charset": (200, "ok"),
    "robots-denial": (None, "robots_denied"), "robots-html": (200, "ok"), "robots-slow": (None, "robots_denied"),
    "robots-broken": (None, "robots_denied"), "calendar": (200, "ok"), "feed-broken": (200, "wrong_type"),
    "xml-bomb": (200, "wrong_type"), "xml-file-entity": (200, "wrong_type"), "sitemap": (200, "wrong_type"),
}  # fmt: skip


@dataclass
class Ordeal:
    """Two days of the same addresses: a good one, and the next, when everything misbehaved."""

    place: Place
    good: CrawlReport
    bad: CrawlReport
    seconds: float
    peak: int  # kilobytes
    captures: dict[str, Capture]
    outcomes: dict[str, Outcome]


@contextmanager
def watching_memory() -> Iterator[list[int]]:
    """Note the peaks of the crawl's own processes, in kilobytes; other tests' children do not count."""
    peaks, done = [0], threading.Event()

    def look() -> None:
        while not done.wait(0.05):
            for status in Path("/proc").glob("[0-9]*/status"):
                try:
                    if b"spiders.runner" in status.with_name("cmdline").read_bytes():
                        peaks.extend(int(found) for found in re.findall(r"VmHWM:\s+(\d+)", status.read_text()))
                except OSError:
                    continue  # ended meanwhile

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield peaks
    finally:
        done.set()
        watcher.join()


@pytest.fixture(scope="module")
def ordeal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ordeal]:
    folder = tmp_path_factory.mktemp("ordeal")
    with Web() as web:
        place = Place(web, folder / "sources", folder / "data")
        declare(place.sources, "line", {name: f"http://{hostile.find_host(name)}/" for name in NAMES})
        hostile.put_up_good(web)
        good = place.crawl()
        hostile.misbehave(web)
        web.asked.clear()
        began = time.monotonic()
        with watching_memory() as peaks:
            bad = place.crawl(TOMORROW)
        seconds = time.monotonic() - began
        yield Ordeal(place, good, bad, seconds, max(peaks), place.captures(TOMORROW), place.outcomes(TOMORROW))


def test_every_misbehaviour_has_its_wish() -> None:
    assert set(OUTCOMES) == set(hostile.PAGES)


@pytest.mark.parametrize("name", list(OUTCOMES))
def test_each_misbehaviour_ends_with_its_outcome(ordeal: Ordeal, name: str) -> None:
    assert (ordeal.captures[name].status, ordeal.outcomes[name].value) == OUTCOMES[name]


def test_the_crawl_goes_on_to_its_end_in_bounded_time_and_memory(ordeal: Ordeal) -> None:
    assert ordeal.good.outcomes["cn-line"] == {"ok": len(NAMES)}
    assert ordeal.bad.finished == ["cn-line"]
    assert not ordeal.bad.crashed
    assert set(ordeal.captures) == set(NAMES)
    assert ordeal.seconds < 30
    assert 0 < ordeal.peak < 400_000 or sys.platform != "linux"


def test_no_link_of_a_page_is_followed_and_no_address_inside_a_network_asked(ordeal: Ordeal) -> None:
    asked = ordeal.place.web.paths_asked()
    assert {path for path in asked if path.startswith("calendar.")} == {"calendar.hostile.test/"}
    known = {hostile.find_host(name) for name in NAMES} | {"elsewhere.test"}
    assert {path.partition("/")[0] for path in asked} <= known


def test_no_policy_changes_and_the_last_good_documents_are_kept(ordeal: Ordeal, tmp_path: Path) -> None:
    registry = load_registry(ordeal.place.sources)
    read_archive(registry, ordeal.place.archive, ordeal.place.data)
    report = build(ordeal.place.data, registry, "ordeal")
    with duckdb.connect(report.path, read_only=True) as warehouse:
        assert warehouse.sql("FROM core.policy_changes").fetchall() == []
        documents = warehouse.sql("SELECT source_id, documents_count FROM out.sources").fetchall()
        assert {name for name, count in documents if count == 1} == {f"cn-line/{name}" for name in NAMES}
        outcome = warehouse.sql("SELECT last_outcome FROM out.sources WHERE source_id = 'cn-line/length-too-short'")
        assert outcome.fetchall() == [("partial",)]
