"""Candidates are what a discovery saw or saw a link to, and one that is accepted becomes a declared source."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.store import Archive
from pipelines.discovery import accept, find_candidates
from schemas.captures import Capture
from schemas.errors import DeclarationError
from schemas.registry import Registry, load_registry

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FILE = """name = "EE"
tier = "carrier"
country = "GB"
language = "en"

[[source]]
name = "home"
kind = "discovery"
url = "http://ee.test/"
"""
HOME = (
    b'<html><a href="/shop">Shop</a><a href="/help/leaving-us.html">Leaving us</a>'
    b'<a href="/help/x">Help with 5G</a></html>'
)
LEAVING = b"<html><title>Cancel your plan - EE</title><h1>Cancel your mobile plan</h1><p>Text.</p></html>"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    (tmp_path / "sources" / "gb").mkdir(parents=True)
    (tmp_path / "sources" / "gb" / "ee.toml").write_text(FILE, "utf-8")
    return tmp_path / "sources"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    made = Archive(tmp_path / "archive")
    for address, body in (("http://ee.test/", HOME), ("http://ee.test/help/leaving-us.html", LEAVING)):
        made.append("gb-ee", [Capture(
            "gb-ee/home", address, NOON, "crawl", status=200, headers=(("content-type", "text/html"),),
            digest=made.put_body(body), body_bytes=len(body), role="index",
        )])  # fmt: skip
    return made


def load(sources: Path) -> Registry:
    return load_registry(sources)


def test_the_best_of_a_page_and_the_links_to_it_counts(archive: Archive, sources: Path) -> None:
    [found] = find_candidates(archive, load(sources), "gb-ee")
    assert found.address == "http://ee.test/help/leaving-us.html" and found.is_seen
    assert found.points >= 7 and any("cancel your plan" in reason for reason in found.reasons)


def test_what_is_declared_is_no_candidate_any_more(archive: Archive, sources: Path) -> None:
    [found] = find_candidates(archive, load(sources), "gb-ee")
    assert accept(sources, "gb-ee", found) == "gb-ee/leaving-us"
    added = load(sources).sources["gb-ee/leaving-us"]
    assert (added.url, added.verified) == ("http://ee.test/help/leaving-us.html", False)
    assert find_candidates(archive, load(sources), "gb-ee") == []


def test_a_name_that_is_taken_or_none_leaves_the_file_as_it_was(archive: Archive, sources: Path) -> None:
    [found] = find_candidates(archive, load(sources), "gb-ee")
    for name in ("home", 'x"\nverified = true'):
        with pytest.raises(DeclarationError):
            accept(sources, "gb-ee", found, name)
        assert (sources / "gb" / "ee.toml").read_text("utf-8") == FILE
