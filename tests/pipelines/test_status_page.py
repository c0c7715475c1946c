"""The status page: what it shows, that it asks for nothing, and that scraped texts stay texts in it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bs4 import BeautifulSoup

from pipelines.health import Health, look
from pipelines.status_page import write_status_page
from tests.pipelines.conftest import SampleRun, settings_in
from warehouse.checks import CheckResult

HOSTILE = "<script>alert(1)</script>"


def read_page(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "lxml")


def test_a_run_leaves_a_page_with_every_source_its_crawls_and_its_runs(sample_run: SampleRun) -> None:
    page = read_page(sample_run.settings.data / "status.html")
    text = page.get_text(" ", strip=True)
    assert "SAMPLE : made-up pages" in text
    assert "cn-mobile/leaving" in text
    assert "2026-09-01" in text
    assert [heading.get_text() for heading in page.find_all("h2")] == [
        "Failed checks", "Sources", "Last crawls", "Last runs", "Last builds"
    ]  # fmt: skip
    assert text.count("sample_crawl") == 3


def test_the_page_asks_for_nothing_and_runs_nothing(sample_run: SampleRun) -> None:
    page = read_page(sample_run.settings.data / "status.html")
    assert not page.find_all(["script", "img", "link", "iframe", "form"])
    assert not re.search(r"url\(|@import", page.get_text())
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})
    assert policy is not None
    assert "default-src 'none'" in str(policy["content"])


def test_hostile_texts_and_blocking_checks_are_shown_as_text(tmp_path: Path, sample_run: SampleRun) -> None:
    health = look(sample_run.settings)
    source = health.sources[0] | {"title": HOSTILE, "publisher_name": HOSTILE}
    check = CheckResult("spells_do_not_overlap", "error", "They do not.", 2, (HOSTILE,))
    shown = replace(health, sources=[source], checks=[check])
    run = {"job": HOSTILE, "status": "FAILURE", "began_at": datetime.now(UTC), "ended_at": None}
    text = write_status_page(settings_in(tmp_path), shown, [run]).read_text("utf-8")
    assert "<script" not in text
    assert text.count("&lt;script&gt;") == 4
    assert "(not published)" in text


def test_before_anything_was_published_the_page_says_so(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert look(settings) == Health("LIVE", "never")
    assert "as of never" in write_status_page(settings, look(settings)).read_text("utf-8")
