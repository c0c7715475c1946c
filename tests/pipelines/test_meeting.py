"""The first meeting with an address: it is fetched once, and what came of it is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.meeting import COLUMNS, describe_meetings, find_unmet
from schemas.registry import load_registry
from tests.spiders.place import NOON, TERMS, Place, declare
from tests.spiders.server import Answer, Web


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with Web() as web:
        (tmp_path / "sources").mkdir()
        web.put("line.test", "/new", Answer(TERMS))
        web.put("line.test", "/known", Answer(TERMS))
        declare(
            tmp_path / "sources", "line",
            {"new": "http://line.test/new", "gone": "http://line.test/gone", "known": "http://line.test/known"},
            new='select = ["main", ".nothing"]', known="verified = true",
        )  # fmt: skip
        yield Place(web, tmp_path / "sources", tmp_path / "data")


def test_only_what_nobody_verified_is_met_and_only_once(place: Place) -> None:
    registry = load_registry(place.sources)
    assert {source.name for source in find_unmet(registry, place.archive)} == {"new", "gone"}
    place.crawl(meet=True)
    assert sorted(place.web.paths_asked("line.test")) == ["/gone", "/new"]
    assert find_unmet(registry, place.archive) == []
    place.crawl(NOON.replace(day=9), meet=True)
    assert len(place.web.paths_asked("line.test")) == 2


def test_a_meeting_says_what_was_found(place: Place) -> None:
    place.crawl(meet=True)
    rows = describe_meetings(load_registry(place.sources), place.archive, ["cn-line"])
    found = {str(row[0]): dict(zip(COLUMNS, row, strict=True)) for row in rows}
    assert found["cn-line/new"]["outcome"] == "ok"
    assert found["cn-line/new"]["selectors"] == "main: 1, .nothing: 0"
    assert found["cn-line/new"]["anchors"] == "1 of 1" and found["cn-line/new"]["claims"] > 2
    assert found["cn-line/gone"]["outcome"] == "gone"
