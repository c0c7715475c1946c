"""WARC out and in: readable by other tools, and without loss for our own."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.store import Archive
from archive.warc import export_warc, is_own_warc, restore_warc
from schemas.captures import Capture, Outcome
from schemas.errors import ArchiveError

INSTANT = datetime(2026, 7, 1, 2, tzinfo=UTC)
PAGE = "<html><p>销户须到营业厅办理</p></html>".encode("gb18030")


def keep(archive: Archive, address: str, body: bytes | None, day: int = 0, **facts: object) -> Capture:
    digest = None if body is None else archive.put_body(body)
    capture = Capture(
        source="cn-mobile/leaving", address=address, captured_at=INSTANT + timedelta(days=day),
        method=str(facts.pop("method", "crawl")), digest=digest, body_bytes=len(body or b""),
        headers=(("content-type", "text/html; charset=gbk"), ("etag", '"1"')), **facts,  # type: ignore[arg-type]
    )
    archive.append("cn-mobile", [capture])
    return capture


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    made = Archive(tmp_path / "archive")
    keep(made, "http://a.test/1", PAGE, status=200, verdict=Outcome.OK)
    keep(made, "http://a.test/1", PAGE, day=1, status=304, verdict=Outcome.NOT_MODIFIED)
    keep(made, "http://a.test/2", None, error=Outcome.TIMEOUT)
    keep(made, "http://a.test/3", b"%PDF-1.4 ...", method="import")
    return made


def records(path: Path) -> list[tuple[str, str | None]]:
    with path.open("rb") as stream:
        found = ArchiveIterator(stream)
        return [(record.rec_type, record.rec_headers.get_header("WARC-Target-URI")) for record in found]


def test_captures_come_back_without_loss_into_an_empty_archive(archive: Archive, tmp_path: Path) -> None:
    export_warc(archive, tmp_path / "all.warc.gz")
    assert is_own_warc(tmp_path / "all.warc.gz")
    other = Archive(tmp_path / "other")
    report = restore_warc(other, tmp_path / "all.warc.gz")
    assert (report.captures, report.problems) == (4, [])
    assert list(other.captures()) == list(archive.captures())
    for capture in other.captures():
        assert capture.digest is None or other.get_body(capture.digest) == archive.get_body(capture.digest)


def test_restoring_twice_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    export_warc(archive, tmp_path / "all.warc.gz")
    assert restore_warc(archive, tmp_path / "all.warc.gz").captures == 0
    assert len(list(archive.captures())) == 4


def test_an_unchanged_body_is_a_revisit_and_a_failure_has_only_its_row(archive: Archive, tmp_path: Path) -> None:
    export_warc(archive, tmp_path / "all.warc.gz")
    assert records(tmp_path / "all.warc.gz") == [
        ("warcinfo", None),
        ("response", "http://a.test/1"), ("metadata", "http://a.test/1"),
        ("metadata", "http://a.test/2"),
        ("resource", "http://a.test/3"), ("metadata", "http://a.test/3"),
        ("revisit", "http://a.test/1"), ("metadata", "http://a.test/1"),
    ]  # fmt: skip


def test_the_checker_of_warcio_finds_every_digest_right(archive: Archive, tmp_path: Path) -> None:
    export_warc(archive, tmp_path / "all.warc.gz")
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(tmp_path / "all.warc.gz")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "digest pass" in done.stdout and "failed" not in done.stdout


def test_one_publisher_or_a_time_can_be_chosen(archive: Archive, tmp_path: Path) -> None:
    assert export_warc(archive, tmp_path / "late.warc.gz", since=INSTANT + timedelta(hours=1)).captures == 1
    assert export_warc(archive, tmp_path / "none.warc.gz", publisher="cn-telecom").captures == 0


def test_a_file_that_is_there_is_not_overwritten(archive: Archive, tmp_path: Path) -> None:
    export_warc(archive, tmp_path / "all.warc.gz")
    with pytest.raises(ArchiveError, match="there already"):
        export_warc(archive, tmp_path / "all.warc.gz")


def test_a_forgotten_body_is_not_written_and_its_row_comes_back(archive: Archive, tmp_path: Path) -> None:
    [first, *_] = archive.captures()
    archive.forget(str(first.digest), "asked for", INSTANT)
    export_warc(archive, tmp_path / "all.warc.gz")
    assert ("response", "http://a.test/1") not in records(tmp_path / "all.warc.gz")
    other = Archive(tmp_path / "other")
    report = restore_warc(other, tmp_path / "all.warc.gz")
    assert report.captures == 2 and all("left out" in problem for problem in report.problems)


@pytest.mark.parametrize("content", [b"", b"no warc at all", b"\x1f\x8b\x08\x00broken"])
def test_a_file_that_is_no_warc_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.warc.gz").write_bytes(content)
    with pytest.raises(ArchiveError, match=r"x\.warc\.gz"):
        restore_warc(Archive(tmp_path / "archive"), tmp_path / "x.warc.gz")


def test_a_file_cut_short_gives_what_stood_before_the_cut(archive: Archive, tmp_path: Path) -> None:
    export_warc(archive, tmp_path / "all.warc.gz")
    whole = (tmp_path / "all.warc.gz").read_bytes()
    (tmp_path / "cut.warc.gz").write_bytes(whole[: len(whole) * 2 // 3])
    other = Archive(tmp_path / "other")
    report = restore_warc(other, tmp_path / "cut.warc.gz")
    assert 0 < report.captures < 4
