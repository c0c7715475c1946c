"""The archive as a WARC file and back: ISO 28500 records that other tools read, and our own captures without loss.

Each capture is a `response` record (a `revisit` where the same body was written before, a `resource` for an imported
file) and a `metadata` record with its row. A file that others wrote is imported by the spiders' warc_files.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.store import Archive
from schemas.captures import Capture, Outcome
from schemas.errors import ArchiveError
from schemas.ids import format_instant

FORMAT = "linewatch-captures 1"
LARGEST_BODY = 10_000_000  # bytes; what a crawl takes at most
_BATCH = 500
_ROW_TYPE = "application/vnd.linewatch.capture+json"


@dataclass(slots=True)
class WarcReport:
    """What went into a file or came out of one: captures, bodies, and what could not be taken, with the reason."""

    captures: int = 0
    bodies: int = 0
    problems: list[str] = field(default_factory=list)


def export_warc(
    archive: Archive, target: Path, publisher: str | None = None, since: datetime | None = None
) -> WarcReport:
    """Write captures, of all publishers unless one is named, into a new WARC file (gzip by record).

    The same captures give the same records but for their ids. ArchiveError where the file is there already.
    """
    report = WarcReport()
    try:
        with target.open("xb") as out:
            exporting = _Export(archive, out, report)
            for capture in archive.captures(publisher, since):
                exporting.write(capture)
    except FileExistsError as error:
        raise ArchiveError(f"{target}: is there already; name a new file") from error
    except OSError as error:
        what = error.strerror or str(error)
        raise ArchiveError(f"{target}: cannot be written ({what}); make room or mend the path") from error
    return report


def is_own_warc(path: Path) -> bool:
    """Return whether a WARC file holds captures that `export_warc` wrote."""
    with path.open("rb") as stream:
        for record in read_records(stream, path):
            return record.rec_type == "warcinfo" and FORMAT.encode() in record.content_stream().read(10_000)
    return False


def restore_warc(archive: Archive, path: Path) -> WarcReport:
    """Bring captures back from a file that `export_warc` wrote; what the archive has already is not repeated.

    A row whose body is not in the file, or is another than its digest says, is told and left out.
    """
    report = WarcReport()
    known = {publisher: archive.known(publisher) for publisher in archive.publishers()}
    waiting: dict[str, list[Capture]] = {}
    with path.open("rb") as stream:
        for record in read_records(stream, path):
            if record.rec_type in ("response", "resource"):
                if (body := read_body(record)) is not None:
                    archive.put_body(body)
                    report.bodies += 1
            elif record.rec_type == "metadata" and record.rec_headers.get_header("Content-Type") == _ROW_TYPE:
                capture = _read_row(record, report)
                if capture is not None and _key(capture) not in known.get(capture.publisher, set()):
                    waiting.setdefault(capture.publisher, []).append(capture)
    for publisher, captures in waiting.items():
        whole = [capture for capture in captures if _is_whole(archive, capture, report)]
        for start in range(0, len(whole), _BATCH):
            archive.append(publisher, whole[start : start + _BATCH])
        report.captures += len(whole)
    return report


def read_records(stream: BinaryIO, path: Path) -> Iterator[Any]:
    """Yield the records of a WARC file; ArchiveError where it is none, or is damaged from some record on."""
    count = 0
    try:
        for record in ArchiveIterator(stream):
            count += 1
            yield record
    except (ArchiveLoadFailed, EOFError, ValueError) as error:
        raise ArchiveError(f"{path}: is no WARC file, or is damaged ({error}); what came before is taken") from error
    if not count:
        raise ArchiveError(f"{path}: holds no WARC record; name a .warc or .warc.gz file")


def read_body(record: Any) -> bytes | None:
    """Return a record's body without its packing; None where it is larger than a crawl would take."""
    body: bytes = record.content_stream().read(LARGEST_BODY + 1)
    return None if len(body) > LARGEST_BODY else body


class _Export:
    """A file under way, with the first record of each body."""

    def __init__(self, archive: Archive, out: BinaryIO, report: WarcReport) -> None:
        self._archive = archive
        self._writer = WARCWriter(out, gzip=True)
        self._report = report
        self._first: dict[str, tuple[str, str, str]] = {}
        info = {"software": "linewatch", "format": FORMAT, "conformsTo": "ISO 28500:2017"}
        self._writer.write_record(self._writer.create_warcinfo_record("linewatch.warc.gz", info))

    def write(self, capture: Capture) -> None:
        """Write a capture's body, if it has one, and its row."""
        written = None
        if capture.digest is not None and capture.digest not in self._archive.forgotten():
            written = self._write_body(capture, capture.digest)
        row = json.dumps(capture.to_row(), sort_keys=True).encode("ascii")
        headers = {"WARC-Date": _date(capture)}
        if written is not None:
            headers["WARC-Concurrent-To"] = written
        record = self._writer.create_warc_record(
            _address(capture), "metadata", payload=BytesIO(row), warc_content_type=_ROW_TYPE, warc_headers_dict=headers
        )
        self._writer.write_record(record)
        self._report.captures += 1

    def _write_body(self, capture: Capture, digest: str) -> str:
        headers = {"WARC-Date": _date(capture)}
        if digest in self._first:
            payload_digest, address, date = self._first[digest]
            record = self._writer.create_revisit_record(
                _address(capture), payload_digest, address, date, http_headers=_http_headers(capture),
                warc_headers_dict=headers,
            )
        elif capture.status is None:
            content_type = capture.header("content-type") or "application/octet-stream"
            record = self._writer.create_warc_record(
                _address(capture), "resource", payload=BytesIO(self._archive.get_body(digest)),
                warc_content_type=content_type, warc_headers_dict=headers,
            )
        else:
            record = self._writer.create_warc_record(
                _address(capture), "response", payload=BytesIO(self._archive.get_body(digest)),
                http_headers=_http_headers(capture), warc_headers_dict=headers,
            )
        self._writer.write_record(record)
        if digest not in self._first:
            payload_digest = record.rec_headers.get_header("WARC-Payload-Digest")
            self._first[digest] = (payload_digest, _address(capture), _date(capture))
            self._report.bodies += 1
        return str(record.rec_headers.get_header("WARC-Record-ID"))


def _http_headers(capture: Capture) -> StatusAndHeaders:
    """Return the kept headers, with the status that had the body: a 304 confirms what a 200 brought."""
    status = HTTPStatus.OK if capture.status in (None, 304) else capture.status
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unknown"
    return StatusAndHeaders(f"{int(status)} {phrase}", list(capture.headers), protocol="HTTP/1.1")


def _address(capture: Capture) -> str:
    return capture.address


def _date(capture: Capture) -> str:
    return format_instant(capture.captured_at)


def _key(capture: Capture) -> tuple[str, str, datetime]:
    return capture.source, capture.address, capture.captured_at


def _read_row(record: Any, report: WarcReport) -> Capture | None:
    body = read_body(record)
    try:
        return Capture.from_row(json.loads(body or b""))
    except (KeyError, TypeError, ValueError) as error:
        report.problems.append(f"{record.rec_headers.get_header('WARC-Record-ID')}: its row is no capture ({error!r})")
        return None


def _is_whole(archive: Archive, capture: Capture, report: WarcReport) -> bool:
    if capture.digest is None or archive.has_body(capture.digest) or capture.digest in archive.forgotten():
        return True
    if capture.error is Outcome.FORGOTTEN:
        return True
    report.problems.append(f"{capture.address}: its body {capture.digest} is not in the file; its row was left out")
    return False
