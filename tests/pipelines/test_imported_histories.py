"""Importing a history once more changes nothing, whatever happened in it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.settings import Settings
from pipelines.steps import build_warehouse, import_pages
from warehouse.digests import table_digests

ROOT = Path(__file__).parents[2]
WriteArchive = Callable[[Path, int, int, int], tuple[Path, Any]]


@pytest.fixture
def write_archive(monkeypatch: pytest.MonkeyPatch) -> WriteArchive:
    """The writer of generated archives: sources with histories of changes, noise and failures."""
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.corpora.archives import write_archive

    return write_archive


@pytest.mark.slow
# Each example imports, reads and builds twice, so there are few, and a failing one is not made smaller.
@settings(
    max_examples=3, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.integers(0, 10_000), st.integers(1, 3), st.integers(2, 6))
def test_importing_twice_changes_nothing(
    tmp_path: Path, write_archive: WriteArchive, seed: int, sources: int, captures: int
) -> None:
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    manifest, _ = write_archive(folder, sources, captures, seed)
    own = Settings(data=folder / "data", sources=folder / "sources", state=folder / "state")
    first = import_pages(own, [], manifest=manifest)
    before = table_digests(build_warehouse(own, "one")[1].path)
    again = import_pages(own, [], manifest=manifest)
    assert first.imported > 0
    assert (again.imported, again.known) == (0, first.imported + first.known)
    assert table_digests(build_warehouse(own, "two")[1].path) == before
