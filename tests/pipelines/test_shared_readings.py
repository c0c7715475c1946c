"""Readings shared through a store: a second machine has them without reading, and what changes is put there once."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.sample_site import serving
from pipelines.settings import SAMPLES, Settings
from pipelines.steps import crawl_publishers, find_editions, read_publishers
from tests.pipelines.conftest import digest_files

SUMMER = datetime(2026, 7, 15, 19, 0, tzinfo=UTC)


def machine(folder: Path, monkeypatch: pytest.MonkeyPatch, store: Path) -> Settings:
    """Be a machine with a folder of its own, on one store."""
    monkeypatch.setenv("LINEWATCH_STORE", f"file://{store}")
    monkeypatch.setenv("LINEWATCH_DATA", str(folder))
    monkeypatch.setenv("LINEWATCH_SOURCES", str(SAMPLES / "sources"))
    return Settings.from_environment()


def test_what_one_machine_crawled_and_read_another_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / f"store-{secrets.token_hex(4)}"
    with serving(SAMPLES, find_editions()[0]) as proxy:
        monkeypatch.setenv("LINEWATCH_PROXY", proxy)
        first = machine(tmp_path / "first", monkeypatch, store)
        (report,) = crawl_publishers(first, ["cn-mobile"], SUMMER)
    assert report.crashed == {}
    assert not (first.archive / "bodies").exists()
    assert read_publishers(first).read > 0
    shared = digest_files(store / "read")
    assert list(shared) == ["cn-mobile.tar"]
    second = machine(tmp_path / "second", monkeypatch, store)
    again = read_publishers(second)
    assert (again.read, again.reused > 0) == (0, True)
    readings = [{name: digest for name, digest in digest_files(one.data / "read").items() if "cn-mobile" in name
                 and not name.startswith(".shared")} for one in (first, second)]  # fmt: skip
    assert readings[0] == readings[1]
    assert digest_files(store / "read") == shared


def test_a_publisher_s_readings_are_made_again_where_the_store_lost_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    with serving(SAMPLES, find_editions()[0]) as proxy:
        monkeypatch.setenv("LINEWATCH_PROXY", proxy)
        first = machine(tmp_path / "first", monkeypatch, store)
        crawl_publishers(first, ["cn-mobile"], SUMMER)
    assert read_publishers(first).read > 0
    (store / "read" / "cn-mobile.tar").unlink()
    assert read_publishers(machine(tmp_path / "second", monkeypatch, store)).read > 0
    assert (store / "read" / "cn-mobile.tar").is_file()
