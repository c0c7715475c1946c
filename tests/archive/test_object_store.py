"""An archive in an object store, chosen by the environment; fsspec's own memory store stands for S3.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.local_files import LocalFiles
from archive.object_store import ObjectFiles, find_url, open_files
from archive.store import Archive
from schemas.errors import ArchiveError

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def files() -> ObjectFiles:
    return ObjectFiles(f"memory://{secrets.token_hex(4)}/archive")


def test_a_file_is_written_once_read_listed_and_removed(files: ObjectFiles) -> None:
    assert files.write_once("log/a/1", b"one")
    assert not files.write_once("log/a/1", b"another")
    assert files.write_once("log/b/2", b"two")
    assert files.read("log/a/1") == b"one"
    assert list(files.list("log")) == ["log/a/1", "log/b/2"]
    assert list(files.list("nothing")) == []
    files.remove("log/a/1")
    files.remove("log/a/1")
    assert not files.exists("log/a/1")
    with pytest.raises(FileNotFoundError):
        files.read("log/a/1")


def test_a_version_changes_with_the_content(files: ObjectFiles) -> None:
    assert files.version("x") is None
    files.put("x", b"one")
    first = files.version("x")
    files.put("x", b"other content")
    assert first is not None
    assert files.version("x") not in {None, first}


def test_bodies_and_logs_are_kept_as_on_a_disk(files: ObjectFiles, tmp_path: Path) -> None:
    archive = Archive(tmp_path, files)
    digest = archive.put_body(b"<p>body</p>")
    archive.append_log("builds", [{"now": "2026-07-01T12:00:00Z"}], NOON)
    again = Archive(tmp_path, files)
    assert again.get_body(digest) == b"<p>body</p>"
    assert list(again.read_log("builds")) == [{"now": "2026-07-01T12:00:00Z"}]
    assert not list(tmp_path.iterdir())


def test_the_environment_chooses_the_place(tmp_path: Path) -> None:
    places = {"LINEWATCH_STORE": "memory://bucket/x/", "LINEWATCH_DATA": str(tmp_path)}
    assert find_url(tmp_path / "sample" / "archive", places) == "memory://bucket/x/sample/archive"
    assert isinstance(open_files(tmp_path / "archive", places), ObjectFiles)
    assert isinstance(open_files(tmp_path / "archive", {}), LocalFiles)
    assert isinstance(open_files(Path("/elsewhere"), places), LocalFiles)
    with pytest.raises(ArchiveError, match="LINEWATCH_DATA is not"):
        open_files(tmp_path, {"LINEWATCH_STORE": "memory://bucket"})
