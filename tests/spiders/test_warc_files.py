"""WARC files of other tools: their pages become captures of their own instants, all else is passed over."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.store import Archive
from schemas.captures import Outcome
from schemas.errors import ArchiveError, UnknownNameError
from schemas.registry import Registry, load_registry
from spiders.files import ImportReport
from spiders.warc_files import import_warc
from tests.spiders.place import TERMS, declare

DAY = "2026-03-01T12:00:00Z"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    declare(tmp_path / "sources", "line", {"terms": "http://line.test/terms"})
    return load_registry(tmp_path / "sources")


class Foreign:
    """A WARC file as a crawler would write it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("wb")
        self._writer = WARCWriter(self._file, gzip=True)

    def page(self, address: str, body: bytes, status: str = "200 OK", kind: str = "text/html", date: str = DAY) -> str:
        headers = StatusAndHeaders(status, [("Content-Type", kind), ("Set-Cookie", "id=1")], protocol="HTTP/1.1")
        record = self._writer.create_warc_record(
            address, "response", payload=BytesIO(body), http_headers=headers, warc_headers_dict={"WARC-Date": date}
        )
        self._writer.write_record(record)
        return str(record.rec_headers.get_header("WARC-Payload-Digest"))

    def revisit(self, address: str, payload: str, date: str) -> None:
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        record = self._writer.create_revisit_record(
            address, payload, address, DAY, http_headers=headers, warc_headers_dict={"WARC-Date": date}
        )
        self._writer.write_record(record)

    def end(self) -> Path:
        self._file.close()
        return self.path


def take(archive: Archive, registry: Registry, path: Path, source: str | None = None) -> ImportReport:
    report = ImportReport()
    import_warc(archive, registry, path, report, source)
    return report


def test_a_page_belongs_to_the_source_that_declares_its_address(
    archive: Archive, registry: Registry, tmp_path: Path
) -> None:
    foreign = Foreign(tmp_path / "x.warc.gz")
    payload = foreign.page("http://line.test/terms", TERMS)
    foreign.page("http://elsewhere.test/terms", TERMS)
    foreign.page("http://line.test/logo.png", b"\x89PNG", kind="image/png")
    foreign.revisit("http://line.test/terms", payload, "2026-04-01T12:00:00Z")
    report = take(archive, registry, foreign.end())
    assert (report.imported, report.skipped, report.problems) == (3, ["http://line.test/logo.png"], [])
    found = sorted((capture.source, f"{capture.captured_at:%m-%d}") for capture in archive.captures())
    assert [day for _, day in found] == ["03-01", "04-01", "03-01"]
    assert [source for source, _ in found][:2] == ["cn-line/terms"] * 2
    assert found[2][0].startswith("import/elsewhere-test-terms-")
    assert all(capture.method == "import" for capture in archive.captures())
    assert all(archive.get_body(capture.digest or "") == TERMS for capture in archive.captures())


def test_only_the_headers_that_matter_are_kept_and_the_status_counts(
    archive: Archive, registry: Registry, tmp_path: Path
) -> None:
    foreign = Foreign(tmp_path / "x.warc.gz")
    foreign.page("http://line.test/terms", b"<html><p>gone</p></html>", status="404 Not Found")
    take(archive, registry, foreign.end())
    [capture] = archive.captures()
    assert capture.headers == (("content-type", "text/html"),)
    assert (capture.status, capture.error, capture.verdict) == (None, Outcome.GONE, Outcome.GONE)


def test_importing_twice_changes_nothing(archive: Archive, registry: Registry, tmp_path: Path) -> None:
    foreign = Foreign(tmp_path / "x.warc.gz")
    foreign.page("http://line.test/terms", TERMS)
    path = foreign.end()
    take(archive, registry, path)
    report = take(archive, registry, path)
    assert (report.imported, report.known) == (0, 1)


def test_a_source_that_nothing_declares_and_a_file_that_is_none_are_told(
    archive: Archive, registry: Registry, tmp_path: Path
) -> None:
    path = Foreign(tmp_path / "x.warc.gz").end()
    with pytest.raises(UnknownNameError):
        take(archive, registry, path, "line/unheard-of")
    with pytest.raises(ArchiveError):
        take(archive, registry, path)
