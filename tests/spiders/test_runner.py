"""Crawls in child processes: who may be asked, what a second run repeats, and what is left when a process falls."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.captures import Outcome
from schemas.errors import LinewatchError, UnknownNameError
from spiders.policy_pages import MOST_WAITING
from spiders.reports import CrawlReport
from tests.spiders.place import NOON, TERMS, Place, declare
from tests.spiders.server import Answer, Asked, Web, find_closed_port, redirect


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with Web() as web:
        yield Place(web, tmp_path / "sources", tmp_path / "data")


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


def test_a_host_that_no_name_server_knows_is_a_dns_error_and_the_contact_is_sent(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
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
        ("http://8.8.8.8/terms", None), ("http://line.test/terms", None), ("http://127.0.0.1.example/", None),
        ("http://line.example/terms", "loopback"), ("http://line.test/terms", "http://192.0.2.1:3128"),
    ],
)
def test_nobody_elses_server_is_asked_without_a_contact(
    place: Place, address: str, proxy: str | None
) -> None:
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


def test_a_crawl_of_nobody_asks_nothing(place: Place) -> None:
    declare(place.sources, "line", {"terms": "http://line.test/terms"})
    assert place.crawl(publishers=[]).finished == []
    assert not place.web.asked


def test_a_data_directory_that_cannot_be_one_is_refused(place: Place) -> None:
    declare(place.sources, "line", {"terms": "http://line.test/terms"})
    place.data.write_bytes(b"a file")
    with pytest.raises(LinewatchError, match="name another data directory"):
        place.crawl()


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
def test_an_interrupted_crawl_loses_nothing_and_the_next_run_fetches_the_rest(place: Place, ending: str) -> None:
    names = [f"p{number}" for number in range(100, 200)]
    answers = {name: Answer(TERMS + name.encode(), wait_seconds=0.03) for name in names}
    for name, answer in answers.items():
        place.web.put("line.test", f"/{name}", answer)
    declare(place.sources, "line", {name: f"http://line.test/{name}" for name in names})
    told: set[str] = set()
    with start_child(place) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        while len(told) < 5:
            event = json.loads(child.stdout.readline())
            told |= {event["source"].partition("/")[2]} if event["event"] == "attempted" else set()
        if ending == "kill":
            child.kill()
        child.stdin.close()
        child.wait(20)
    assert bool(place.archive.recover()) == (ending == "kill")
    assert place.archive.recover() == []
    kept = place.captures()
    assert told <= set(kept) < set(names)
    assert all(place.archive.get_body(capture.digest or "") == TERMS + name.encode() for name, capture in kept.items())
    for name, answer in answers.items():
        place.web.put("line.test", f"/{name}", replace(answer, wait_seconds=0))
    report = place.crawl()
    assert report.publishers["cn-line"].planned == len(names) - len(kept)
    assert sorted(place.captures()) == names
    asked = place.web.paths_asked("line.test")
    assert all(asked.count(f"/{name}") == 1 for name in kept)


def test_a_later_crawl_of_the_day_fetches_only_what_is_missing(place: Place) -> None:
    place.web.put("line.test", "/a", Answer(TERMS))
    place.web.put("line.test", "/b", Answer(TERMS, cut_off_at=0))
    place.web.put("line.test", "/c", Answer(b"gone", 404))
    declare(place.sources, "line", {name: f"http://line.test/{name}" for name in "abc"})
    place.crawl()
    place.web.asked.clear()
    report = place.crawl(NOON + timedelta(hours=1))
    assert set(place.web.paths_asked("line.test")) == {"/b"}
    assert report.skipped == {"cn-line": {"fresh by its cadence": 2}}
    assert sorted(place.crawl(NOON + timedelta(hours=2), again=True).outcomes["cn-line"]) == [
        "connection_error", "gone", "ok",
    ]


def test_more_pages_than_may_wait_all_come_to_their_end_whatever_it_is(place: Place) -> None:
    place.web.put("closed.test", "/robots.txt", Answer(b"User-agent: *\nDisallow: /private\n"))
    place.web.put("line.test", "/terms", Answer(TERMS))
    denied = {f"denied-{number}": f"http://closed.test/private/{number}" for number in range(MOST_WAITING + 100)}
    others = {f"away-{number}": f"http://line.test/away/{number}" for number in range(20)}
    for number in range(len(others)):
        place.web.put("line.test", f"/away/{number}", redirect("http://198.51.100.7/terms"))
    declare(place.sources, "line", denied | others | {"last": "http://line.test/terms"})
    report = place.crawl(budget=10**6)
    counts = {Outcome.ROBOTS_DENIED: len(denied), Outcome.MOVED_OFF_SITE: len(others), Outcome.OK: 1}
    assert dict(report.outcomes["cn-line"]) == counts
