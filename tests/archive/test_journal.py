"""What a killed process had written down is logged by the next one, once, and a living one's is left to it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.store import Archive
from schemas.captures import Capture, Outcome

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def make(name: str, publisher: str = "cn-line") -> Capture:
    return Capture(f"{publisher}/{name}", f"http://line.test/{name}", NOON, "crawl", error=Outcome.TIMEOUT)


def leave_behind(archive: Archive, lines: bytes, name: str = "1-a") -> Path:
    """Leave a journal as a killed process does."""
    path = archive.root / ".journals" / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(lines)
    return path


def write(archive: Archive, *captures: Capture) -> bytes:
    """Return the lines of a journal with these captures."""
    journal = archive.open_journal()
    for capture in captures:
        journal.write(capture.to_row())
    [path] = (archive.root / ".journals").iterdir()
    lines = path.read_bytes()
    journal.close()
    assert not path.exists()
    return lines


def test_what_a_dead_process_left_is_logged_once(archive: Archive) -> None:
    a, b, c = make("a"), make("b"), make("c", "cn-other")
    left = leave_behind(archive, write(archive, a, b, c))
    archive.append("cn-line", [a])
    assert archive.recover() == [b, c]
    assert list(archive.captures()) == [a, b, c]
    assert not left.exists()
    assert archive.recover() == []


def test_a_row_that_was_cut_off_is_left_out(archive: Archive) -> None:
    leave_behind(archive, write(archive, make("a"), make("b"))[:-10])
    assert archive.recover() == [make("a")]


def test_a_living_process_keeps_its_journal(archive: Archive) -> None:
    journal = archive.open_journal()
    journal.write(make("a").to_row())
    assert archive.recover() == []
    journal.clear()
    journal.write(make("b").to_row())
    [path] = (archive.root / ".journals").iterdir()
    assert path.read_bytes().count(b"\n") == 1
    journal.close()


def test_a_body_that_a_power_cut_emptied_is_stored_anew(archive: Archive) -> None:
    digest = archive.put_body(b"terms")
    [path] = [path for path in (archive.root / "bodies").rglob("*") if path.is_file()]
    path.write_bytes(b"")
    assert not archive.has_body(digest)
    archive.put_body(b"terms")
    assert archive.get_body(digest) == b"terms"
