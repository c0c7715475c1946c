"""Crawls of a real web on loopback: each attempt gives one capture with its outcome, and nothing stops the others."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest

from schemas.captures import Capture, Outcome
from spiders.reports import CrawlReport
from tests.spiders.place import TERMS, Place, declare
from tests.spiders.server import Answer, Web, redirect, zipped

ODD_PAGES: dict[str, Answer] = {
    "plain": Answer(TERMS, headers={"Content-Type": "text/html; charset=utf-8", "ETag": '"1"', "Date": "now",
                                    "Set-Cookie": "a=b", "Content-Language": "zh-CN"}),
    "gone": Answer(b"<p>gone</p>", 404),
    "broken": Answer(b"<h1>500</h1>", 500),
    "empty": Answer(b""),
    "zipped": zipped(TERMS),
    "half-zipped": zipped(TERMS, keep=150),
    "not-zipped": Answer(TERMS, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}),
    "bomb": Answer(gzip.compress(b"\0" * 20_000_000), headers={"Content-Encoding": "gzip"}),
    "large": Answer(b"x" * 10_000_001),
    "cut": Answer(TERMS, cut_off_at=100),
    "reset": Answer(TERMS, cut_off_at=0),
    "moved": redirect("/plain"),
    "away": redirect("http://elsewhere.test/terms"),
    "loop": redirect("/loop"),
    "to-private": redirect("http://closed.test/private/terms"),
    "to-file": redirect("file:///etc/passwd"),
    "beyond": redirect("http://198.51.100.7/terms"),
    "unasked": Answer(status=304),
    "to-gbk": redirect("/销户".encode("gb18030").decode("latin-1")),
    "销户": Answer(TERMS),
    "zipped-nothing": Answer(b"", headers={"Content-Encoding": "gzip"}),
    "refreshed": Answer(b'<html><head><meta http-equiv="refresh" content="0; url=/plain"></head></html>'),
}


def put_odd_pages(web: Web) -> dict[str, str]:
    """Put one page of each kind up, and hosts with odd rules; return their addresses."""
    for name, answer in ODD_PAGES.items():
        web.put("line.test", "/" + quote(name), answer)
    web.put("line.test", "/%CF%FA%BB%A7", Answer(TERMS))
    web.put("elsewhere.test", "/terms", Answer(TERMS))
    web.put("limited.test", "/terms", Answer(b"slow down", 429, {"Retry-After": "120"}))
    addresses = {"leaving" if name == "销户" else name: f"http://line.test/{name}" for name in ODD_PAGES}
    web.put("slow.test", "/terms", Answer(TERMS, wait_seconds=4))
    web.put("closed.test", "/robots.txt", Answer(b"User-agent: linewatch\nDisallow: /private\n"))
    web.put("closed.test", "/private/terms", Answer(TERMS))
    web.put("closed.test", "/public", Answer(TERMS))
    for status in (401, 404, 500, 503):
        web.put(f"robots{status}.test", "/robots.txt", Answer(b"User-agent: *\nDisallow: /\n", status))
        web.put(f"robots{status}.test", "/terms", Answer(TERMS))
        addresses[f"robots-{status}"] = f"http://robots{status}.test/terms"
    web.put("robots-slow.test", "/robots.txt", Answer(b"", wait_seconds=4))
    return addresses | {
        "limited": "http://limited.test/terms",
        "slow": "http://slow.test/terms",
        "denied": "http://closed.test/private/terms",
        "allowed": "http://closed.test/public",
        "robots-slow": "http://robots-slow.test/terms",
    }


@dataclass
class Crawled:
    """The one crawl of the odd pages that many tests look at."""

    place: Place
    report: CrawlReport
    events: list[dict[str, Any]]
    captures: dict[str, Capture]
    outcomes: dict[str, Outcome]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("crawled")
    with Web() as web:
        place = Place(web, folder / "sources", folder / "data")
        declare(place.sources, "line", put_odd_pages(web))
        events: list[dict[str, Any]] = []
        report = place.crawl(progress=lambda _, event: events.append(event))
        yield Crawled(place, report, events, place.captures(), place.outcomes())


@pytest.mark.parametrize(
    ("name", "status", "outcome"),
    [
        ("plain", 200, Outcome.OK), ("zipped", 200, Outcome.OK), ("moved", 200, Outcome.OK),
        ("refreshed", 200, Outcome.OK), ("gone", 404, Outcome.GONE), ("broken", 500, Outcome.SERVER_ERROR),
        ("limited", 429, Outcome.RATE_LIMITED), ("empty", 200, Outcome.EMPTY), ("slow", None, Outcome.TIMEOUT),
        ("half-zipped", None, Outcome.CONNECTION_ERROR), ("not-zipped", None, Outcome.CONNECTION_ERROR),
        ("bomb", None, Outcome.TOO_LARGE), ("large", None, Outcome.TOO_LARGE), ("cut", None, Outcome.CONNECTION_ERROR),
        ("reset", None, Outcome.CONNECTION_ERROR), ("loop", None, Outcome.CONNECTION_ERROR),
        ("denied", None, Outcome.ROBOTS_DENIED), ("to-private", None, Outcome.ROBOTS_DENIED),
        ("allowed", 200, Outcome.OK), ("leaving", 200, Outcome.OK), ("to-gbk", 200, Outcome.OK),
        ("zipped-nothing", 200, Outcome.EMPTY), ("robots-401", 200, Outcome.OK), ("robots-404", 200, Outcome.OK),
        ("robots-500", None, Outcome.ROBOTS_DENIED), ("robots-503", None, Outcome.ROBOTS_DENIED),
        ("away", 200, Outcome.MOVED_OFF_SITE), ("to-file", 302, Outcome.SERVER_ERROR),
        ("robots-slow", None, Outcome.ROBOTS_DENIED), ("beyond", None, Outcome.MOVED_OFF_SITE),
    ],
)
def test_each_page_ends_with_its_outcome(crawled: Crawled, name: str, status: int | None, outcome: Outcome) -> None:
    capture = crawled.captures[name]
    assert (capture.status, crawled.outcomes[name]) == (status, outcome)
    assert capture.error == (None if status else outcome)
    assert capture.digest is None or crawled.place.archive.has_body(capture.digest)
    assert capture.method == "crawl"


def test_a_server_that_confirms_what_nobody_asked_about_confirms_nothing(crawled: Crawled) -> None:
    capture = crawled.captures["unasked"]
    assert (capture.status, capture.error, capture.digest) == (304, Outcome.SERVER_ERROR, None)


def test_every_planned_page_has_one_capture_and_the_report_counts_them(crawled: Crawled) -> None:
    report = crawled.report.publishers["cn-line"]
    assert report.planned == report.attempted == report.kept == len(crawled.captures)
    assert len(list(crawled.place.archive.captures())) == len(crawled.captures)
    assert crawled.report.finished == ["cn-line"]
    assert not crawled.report.crashed
    assert crawled.report.outcomes["cn-line"]["robots_denied"] == 5
    attempted = [event["source"] for event in crawled.events if event["event"] == "attempted"]
    assert sorted(attempted) == sorted(f"cn-line/{name}" for name in crawled.captures)


def test_bodies_are_kept_as_they_were_meant_and_headers_are_few(crawled: Crawled) -> None:
    archive, plain, zipped_page = crawled.place.archive, crawled.captures["plain"], crawled.captures["zipped"]
    assert plain.digest == zipped_page.digest
    assert plain.digest is not None
    assert archive.get_body(plain.digest) == TERMS
    assert plain.body_bytes == len(TERMS)
    assert plain.headers == (
        ("content-language", "zh-CN"), ("content-type", "text/html; charset=utf-8"), ("etag", '"1"'),
    )
    assert crawled.captures["limited"].headers == (("retry-after", "120"),)
    gone = crawled.captures["gone"]
    assert gone.digest is not None
    assert archive.get_body(gone.digest) == b"<p>gone</p>"
    assert crawled.captures["empty"].digest is None


def test_redirects_are_followed_to_where_they_end_and_named(crawled: Crawled) -> None:
    assert crawled.captures["plain"].final_address is None
    assert crawled.captures["leaving"].address == "http://line.test/销户"
    assert crawled.captures["leaving"].final_address is None
    assert crawled.captures["moved"].final_address == "http://line.test/plain"
    assert crawled.captures["refreshed"].final_address == "http://line.test/plain"
    assert crawled.captures["away"].final_address == "http://elsewhere.test/terms"
    assert crawled.captures["to-private"].final_address == "http://closed.test/private/terms"
    assert crawled.captures["beyond"].final_address == "http://198.51.100.7/terms"
    assert (crawled.captures["to-file"].status, crawled.captures["to-file"].digest) == (302, None)


def test_forbidden_pages_are_never_asked_for_and_robots_txt_goes_by_the_proxy(crawled: Crawled) -> None:
    web = crawled.place.web
    assert web.paths_asked("closed.test") == ["/public"]
    assert web.paths_asked("robots500.test") == web.paths_asked("robots-slow.test") == []
    assert {asked.host for asked in web.asked if asked.path == "/robots.txt"} >= {"line.test", "closed.test"}
    assert all(asked.by_proxy for asked in web.asked)
    assert len([asked for asked in web.asked if (asked.host, asked.path) == ("line.test", "/robots.txt")]) == 1


def test_requests_say_who_asks_and_in_which_language(crawled: Crawled) -> None:
    for asked in crawled.place.web.asked:
        assert asked.headers["user-agent"].startswith("Linewatch/")
        assert "cookie" not in asked.headers
        if asked.path != "/robots.txt":
            assert asked.headers["accept-language"].startswith("zh-CN")


def test_a_server_that_asks_for_patience_is_asked_once_and_a_broken_one_twice(crawled: Crawled) -> None:
    assert crawled.place.web.paths_asked("limited.test") == ["/terms"]
    assert crawled.place.web.paths_asked("line.test").count("/broken") == 2


def test_a_second_run_at_the_same_instant_asks_nothing(crawled: Crawled) -> None:
    asked_before, files_before = len(crawled.place.web.asked), sorted(crawled.place.archive.root.rglob("*"))
    report = crawled.place.crawl()
    assert len(crawled.place.web.asked) == asked_before
    assert sorted(crawled.place.archive.root.rglob("*")) == files_before
    assert report.skipped == {"cn-line": {"already captured at this instant": len(crawled.captures)}}
    assert report.finished == ["cn-line"]
