"""Crawls of a real web on loopback: each attempt gives one capture with its outcome, and nothing stops the others."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from schemas.captures import Capture, Outcome
from schemas.errors import LinewatchError, UnknownNameError
from spiders.runner import CrawlReport
from tests.spiders.place import NOON, TERMS, Place, declare
from tests.spiders.server import Answer, Asked, Web, find_closed_port, redirect, zipped


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with Web() as web:
        yield Place(web, tmp_path / "sources", tmp_path / "data")


def put_odd_pages(web: Web) -> dict[str, str]:
    """Put one page of each kind up; return their addresses."""
    pages: dict[str, Answer] = {
        "plain": Answer(TERMS, headers={"Content-Type": "text/html; charset=utf-8", "ETag": '"1"', "Date": "now",
                                        "Set-Cookie": "a=b", "Content-Language": "zh-CN"}),
        "gone": Answer(b"<p>gone</p>", 404),
        "broken": Answer(b"<h1>500</h1>", 500),
        "limited": Answer(b"slow down", 429, {"Retry-After": "120"}),
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
    for name, answer in pages.items():
        web.put("line.test", "/" + quote(name), answer)
    web.put("line.test", "/%CF%FA%BB%A7", Answer(TERMS))
    web.put("elsewhere.test", "/terms", Answer(TERMS))
    addresses = {"leaving" if name == "销户" else name: f"http://line.test/{name}" for name in pages}
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


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("crawled")
    with Web() as web:
        place = Place(web, folder / "sources", folder / "data")
        declare(place.sources, "line", put_odd_pages(web))
        events: list[dict[str, Any]] = []
        report = place.crawl(progress=lambda _, event: events.append(event))
        yield Crawled(place, report, events, place.captures())


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
    assert (capture.status, capture.verdict) == (status, outcome)
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
    asked = crawled.place.web.paths_asked("line.test")
    assert asked.count("/limited") == 1
    assert asked.count("/broken") == 2


def test_a_second_run_at_the_same_instant_asks_nothing(crawled: Crawled) -> None:
    asked_before, files_before = len(crawled.place.web.asked), sorted(crawled.place.archive.root.rglob("*"))
    report = crawled.place.crawl()
    assert len(crawled.place.web.asked) == asked_before
    assert sorted(crawled.place.archive.root.rglob("*")) == files_before
    assert report.skipped == {"cn-line": {"already captured at this instant": len(crawled.captures)}}
    assert report.finished == ["cn-line"]


def test_unchanged_pages_are_confirmed_and_not_sent_again(place: Place) -> None:
    def answer(asked: Asked) -> Answer:
        headers = {"Content-Type": "text/html", "ETag": '"v1"', "Last-Modified": "Sun, 01 Mar 2026 00:00:00 GMT"}
        is_known = asked.headers.get("if-none-match") == '"v1"'
        return Answer(status=304, headers={"ETag": '"v1"'}) if is_known else Answer(TERMS, headers=headers)

    place.web.put("line.test", "/terms", answer)
    place.web.put("line.test", "/news", answer)
    place.web.put("line.test", "/fails", Answer(b"", 500, {"ETag": '"v1"'}))
    declare(place.sources, "line", {name: f"http://line.test/{name}" for name in ("terms", "news", "fails")},
            news='cadence = "once"')
    place.crawl()
    later = NOON + timedelta(days=1)
    report = place.crawl(later)
    first, second = place.captures()["terms"], place.captures(later)["terms"]
    assert second.status == 304
    assert second.verdict == Outcome.NOT_MODIFIED
    assert (second.digest, second.body_bytes, second.headers) == (first.digest, first.body_bytes, first.headers)
    assert report.skipped == {"cn-line": {"declared once, read before": 1}}
    again = [asked for asked in place.web.asked if asked.path == "/fails"][-1]
    assert "if-none-match" not in again.headers
    assert place.crawl(NOON - timedelta(days=1)).outcomes["cn-line"]["ok"] == 2  # what comes later is no news then


def test_failures_to_connect_have_their_own_outcomes_and_the_environments_proxy_is_not_for_loopback(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{find_closed_port()}")
    place.web.put("127.0.0.1", "/terms", Answer(TERMS))
    with Web("https") as unproven:
        unproven.put("127.0.0.1", "/terms", Answer(TERMS))
        declare(place.sources, "line", {
            "direct": f"{place.web.address}/terms",
            "refused": f"http://127.0.0.1:{find_closed_port()}/terms",
            "not-tls": f"https://127.0.0.1:{place.web.port}/over-tls",
            "unproven": f"{unproven.address}/terms",
        })
        place.crawl(proxy=None)
        assert not unproven.asked
    assert {name: capture.verdict for name, capture in place.captures().items()} == {
        "direct": Outcome.OK,
        "refused": Outcome.CONNECTION_ERROR,
        "not-tls": Outcome.TLS_ERROR,
        "unproven": Outcome.TLS_ERROR,
    }


def test_a_host_that_no_name_server_knows_is_a_dns_error_and_the_contact_is_sent(place: Place) -> None:
    place.web.put("127.0.0.1", "/terms", Answer(TERMS))
    declare(place.sources, "line", {"a": "http://no-such-host.invalid/", "b": f"{place.web.address}/terms"})
    place.crawl(proxy=None, contact="mailto:owner@example.test")
    assert {name: capture.verdict for name, capture in place.captures().items()} == {
        "a": Outcome.DNS_ERROR, "b": Outcome.OK,
    }
    assert place.web.asked[-1].headers["user-agent"].endswith(" (+mailto:owner@example.test)")


@pytest.mark.parametrize(
    ("address", "proxy"),
    [
        ("http://192.0.2.1/terms", None), ("http://line.test/terms", None), ("http://127.0.0.1.example/", None),
        ("http://line.example/terms", "loopback"), ("http://line.test/terms", "http://192.0.2.1:3128"),
    ],
)
def test_nobody_elses_server_is_asked_without_a_contact(
    place: Place, monkeypatch: pytest.MonkeyPatch, address: str, proxy: str | None
) -> None:
    monkeypatch.delenv("LINEWATCH_CONTACT", raising=False)
    declare(place.sources, "line", {"terms": address})
    with pytest.raises(LinewatchError, match="set it to a mail or web address"):
        place.crawl(proxy=place.web.address if proxy == "loopback" else proxy)
    assert not place.web.asked
    assert not place.data.exists()


@pytest.mark.parametrize("contact", ["", " ", "a\nX-Other: b", "我@example.test"])
def test_a_contact_that_cannot_be_sent_is_refused(place: Place, contact: str) -> None:
    declare(place.sources, "line", {"terms": "http://line.example/"})
    with pytest.raises(LinewatchError, match="LINEWATCH_CONTACT"):
        place.crawl(contact=contact)


def test_a_publisher_that_nothing_declares_is_refused(place: Place) -> None:
    declare(place.sources, "line", {"terms": "http://line.test/terms"})
    with pytest.raises(UnknownNameError):
        place.crawl(publishers=["cn-lime"])


def test_one_publishers_crash_loses_nothing_of_another(place: Place) -> None:
    for name in ("bad", "good"):
        place.web.put(f"{name}.test", "/terms", Answer(TERMS))
        declare(place.sources, name, {"terms": f"http://{name}.test/terms"})
    log = place.data / "archive" / "log" / "captures"
    log.mkdir(parents=True)
    (log / "cn-bad").write_bytes(b"a file where the folder of a log should be")
    report = place.crawl()
    assert report.finished == ["cn-good"]
    assert report.outcomes == {"cn-bad": {}, "cn-good": {"ok": 1}}
    assert "cannot be written" in report.crashed["cn-bad"]
    assert [capture.source for capture in place.archive.captures("cn-good")] == ["cn-good/terms"]


def find_child() -> int:
    """Return the process of the crawl that this process has started."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (folder / "stat").exists():
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) == os.getpid() and b"spiders.runner" in (folder / "cmdline").read_bytes():
                return int(folder.name)
    raise LookupError("no crawl is under way")


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the child in /proc")
def test_a_crawl_that_falls_is_taken_up_again_publisher_by_publisher(place: Place) -> None:
    for name in ("one", "two"):
        for page in ("a", "b"):
            place.web.put(f"{name}.test", f"/{page}", Answer(TERMS, wait_seconds=0.1))
        declare(place.sources, name, {page: f"http://{name}.test/{page}" for page in ("a", "b")})
    killed: list[int] = []

    def kill_the_first(_: CrawlReport, event: dict[str, Any]) -> None:
        if event["event"] == "attempted" and not killed:
            killed.append(find_child())
            os.kill(killed[0], signal.SIGKILL)

    report = place.crawl(progress=kill_the_first)
    assert killed
    assert report.finished == ["cn-one", "cn-two"]
    assert report.outcomes == {"cn-one": {"ok": 2}, "cn-two": {"ok": 2}}
    assert len(list(place.archive.captures())) == 4


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the child in /proc")
def test_a_single_publisher_whose_crawl_falls_is_reported_with_the_log(place: Place) -> None:
    place.web.put("line.test", "/terms", Answer(TERMS, wait_seconds=5))
    declare(place.sources, "line", {"terms": "http://line.test/terms"})
    report = place.crawl(progress=lambda _, event: os.kill(find_child(), signal.SIGKILL), timeout_seconds=10)
    assert report.finished == []
    assert "-9" in report.crashed["cn-line"]
    assert str(report.log) in report.crashed["cn-line"]


def start_child(place: Place) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "spiders.runner", "--sources", place.sources, "--data", place.data, "--publisher",
               "cn-line", "--instant", "2026-03-01T12:00:00Z", "--proxy", place.web.address, "--stop-at-end-of-input"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


@pytest.mark.parametrize("ending", ["kill", "parent gone"])
def test_an_interrupted_crawl_leaves_no_half_and_the_next_run_fetches_the_rest(place: Place, ending: str) -> None:
    names = [f"p{number}" for number in range(10, 40)]
    for name in names:
        place.web.put("line.test", f"/{name}", Answer(TERMS + name.encode(), wait_seconds=0.03))
    declare(place.sources, "line", {name: f"http://line.test/{name}" for name in names})
    with start_child(place) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        while b"attempted" not in child.stdout.readline():
            pass
        if ending == "kill":
            child.kill()
        child.stdin.close()
        child.wait(20)
    kept = place.captures()
    assert all(place.archive.has_body(capture.digest or "") for capture in kept.values())
    if ending == "parent gone":
        assert 0 < len(kept) < len(names)
    report = place.crawl()
    assert report.publishers["cn-line"].planned == len(names) - len(kept)
    assert sorted(place.captures()) == names
    asked = place.web.paths_asked("line.test")
    assert all(asked.count(f"/{name}") == 1 for name in kept)
