"""A publisher is due when a page of it was not attempted within its cadence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.store import Archive
from pipelines.due import find_due
from schemas.captures import Capture, Outcome
from schemas.registry import Registry, load_registry

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def declare(folder: Path, *cadences: str, more: str = "") -> Registry:
    page = '[[source]]\nname = "{0}"\nurl = "http://x.example.org/{0}"\ncadence = "{0}"\n'
    sources = "".join(page.format(cadence) for cadence in cadences)
    (folder / "sources").mkdir()
    (folder / "sources" / "x.toml").write_text(f'name = "X"\ntier = "news"\n{sources}{more}', "utf-8")
    return load_registry(folder / "sources")


def attempt(archive: Archive, name: str, at: datetime) -> None:
    address = f"http://x.example.org/{name}"
    archive.append("x", [Capture(f"x/{name}", address, at, "crawl", error=Outcome.TIMEOUT, verdict=Outcome.TIMEOUT)])


@pytest.mark.parametrize(
    ("cadence", "early", "late"),
    [
        ("hourly", timedelta(minutes=40), timedelta(minutes=60)),
        ("daily", timedelta(hours=12), timedelta(hours=23)),
        ("weekly", timedelta(days=5), timedelta(days=7)),
        ("monthly", timedelta(days=20), timedelta(days=28)),
    ],
)
def test_a_page_is_due_again_after_its_cadence(
    tmp_path: Path, cadence: str, early: timedelta, late: timedelta
) -> None:
    registry, archive = declare(tmp_path, cadence), Archive(tmp_path / "archive")
    assert find_due(registry, archive, ["x"], NOON) == ["x"]
    attempt(archive, cadence, NOON)
    assert find_due(registry, archive, ["x"], NOON + early) == []
    assert find_due(registry, archive, ["x"], NOON + late) == ["x"]


def test_one_page_that_is_due_makes_its_publisher_due(tmp_path: Path) -> None:
    registry, archive = declare(tmp_path, "monthly", "hourly"), Archive(tmp_path / "archive")
    attempt(archive, "monthly", NOON)
    attempt(archive, "hourly", NOON)
    assert find_due(registry, archive, ["x"], NOON + timedelta(minutes=10)) == []
    assert find_due(registry, archive, ["x"], NOON + timedelta(hours=2)) == ["x"]


def test_what_is_not_fetched_makes_nobody_due(tmp_path: Path) -> None:
    registry = declare(tmp_path, more='[[source]]\nname = "files"\nkind = "folder"\npath = "files"\n')
    assert find_due(registry, Archive(tmp_path / "archive"), ["x"], NOON) == []
