"""A crawl is a guest: it holds to robots.txt, waits where it is asked to, and asks no host too often."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from schemas.captures import Outcome
from spiders.patience import LONGEST_SECONDS, read_retry_after
from tests.spiders.place import NOON, TERMS, Place, declare
from tests.spiders.server import Answer, Asked, Web

HOUR = timedelta(hours=1)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with Web() as web:
        yield Place(web, tmp_path / "sources", tmp_path / "data")


def put_pages(place: Place, names: str, robots: bytes | None = None) -> None:
    """Put pages up on one host and declare them."""
    for name in names:
        place.web.put("line.test", f"/{name}", Answer(TERMS))
    if robots is not None:
        place.web.put("line.test", "/robots.txt", Answer(robots, headers={"Content-Type": "text/plain"}))
    declare(place.sources, "line", {name: f"http://line.test/{name}" for name in names})


def note_times(place: Place, names: str) -> list[float]:
    """Have the pages' answers note when they were asked for."""
    times: list[float] = []

    def answer(asked: Asked) -> Answer:
        times.append(time.monotonic())
        return Answer(TERMS)

    for name in names:
        place.web.put("line.test", f"/{name}", answer)
    return times


def test_a_crawl_delay_is_the_time_between_two_requests(place: Place) -> None:
    put_pages(place, "abc", b"User-agent: *\nCrawl-delay: 0.4\n")
    times = note_times(place, "abc")
    place.crawl()
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.39


def test_a_crawl_delay_of_minutes_allows_one_page_a_run_and_the_oldest_is_next(place: Place) -> None:
    put_pages(place, "abc", b"User-agent: *\nCrawl-delay: 300\n")
    for run in range(3):
        place.crawl(NOON + run * HOUR)
        assert list(place.outcomes(NOON + run * HOUR).values()).count(Outcome.OK) == 1
    assert sorted(place.web.paths_asked("line.test")) == ["/a", "/b", "/c"]


def test_a_short_retry_after_is_waited_for(place: Place) -> None:
    put_pages(place, "a")
    times = note_times(place, "a")
    well = place.web.paths["line.test", "/a"]

    def tire(asked: Asked) -> Answer:
        assert callable(well)
        answer = well(asked)
        return Answer(b"wait", 429, {"Retry-After": "1"}) if len(times) == 1 else answer

    place.web.put("line.test", "/a", tire)
    place.crawl()
    assert place.outcomes()["a"] is Outcome.OK
    assert times[1] - times[0] >= 0.99


@pytest.mark.parametrize("status", [429, 503])
def test_a_long_retry_after_leaves_the_host_alone_for_this_run_and_until_then(place: Place, status: int) -> None:
    put_pages(place, "abc")
    place.web.put("line.test", "/a", Answer(b"wait", status, {"Retry-After": "7200"}))
    place.crawl()
    outcomes = place.outcomes()
    assert outcomes["a"] in (Outcome.RATE_LIMITED, Outcome.SERVER_ERROR)
    assert (outcomes["b"], outcomes["c"]) == (Outcome.RATE_LIMITED, Outcome.RATE_LIMITED)
    assert place.crawl(NOON + HOUR).skipped == {"cn-line": {"its server asked to wait": 3}}
    assert place.web.paths_asked("line.test") == ["/a"]
    place.crawl(NOON + 3 * HOUR)
    assert len(place.web.paths_asked("line.test")) > 1


def test_a_host_gets_no_more_than_the_days_budget_and_the_rest_comes_the_next_day(place: Place) -> None:
    put_pages(place, "abcd")
    report = place.crawl(budget=3)
    assert report.skipped == {"cn-line": {"the day's budget for its host is spent": 1}}
    assert len(place.web.asked) == 3  # robots.txt counts
    assert sorted(place.outcomes().values()) == ["ok", "ok", "rate_limited"]
    assert place.crawl(NOON + HOUR, budget=3).publishers["cn-line"].planned == 0
    place.crawl(NOON + 25 * HOUR, budget=3)
    assert set(place.web.paths_asked("line.test")) >= {"/d"}


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0), (" 0 ", 0.0), ("Sun, 01 Mar 2026 12:10:00 GMT", 600.0), ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("99999999999999999999", LONGEST_SECONDS), ("Sun, 01 Mar 9999 12:00:00 GMT", LONGEST_SECONDS),
        ("soon", None), ("-5", None), ("", None), (None, None), ("1e9", None), ("١٢", None),
    ],
)
def test_retry_after_is_read_in_both_forms_and_bounded(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, datetime(2026, 3, 1, 12, tzinfo=UTC)) == seconds
