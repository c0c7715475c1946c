"""Imports WARC files that other tools wrote: each page in them becomes a capture of its own instant.

Files that `linewatch archive export` wrote go back without loss, which is archive/warc.py's work.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.imports import adhoc_source, import_source_id
from archive.store import Archive
from archive.warc import read_body, read_records
from parsers.outcomes import judge_transport
from schemas.captures import KEPT_HEADERS, Capture
from schemas.errors import LinewatchError
from schemas.ids import parse_instant
from schemas.registry import Registry
from schemas.sources import Source
from spiders.files import ImportReport
from spiders.keeping import Keeper, judge_whole

_PAGES = ("text/", "application/xhtml+xml", "application/pdf")
_NO_PAGES = ("text/css", "text/javascript", "text/csv", "text/calendar")
_WEB = ("http://", "https://")


def import_warc(
    archive: Archive, registry: Registry, path: Path, report: ImportReport, source: str | None = None
) -> None:
    """Import the pages of a WARC file: of `source`, or of the declared source that has the address, or of a source of
    its own below the built-in publisher `import`.

    What came of it is added to the report; pictures, scripts and records without an address are listed as skipped.
    ArchiveError where the file is no WARC, UnknownNameError for a source that nothing declares.
    """
    importing = _WarcImport(archive, registry, report, source)
    with path.open("rb") as stream:
        try:
            for record in read_records(stream, path):
                importing.take(record)
        finally:
            importing.end()


class _WarcImport:
    """One file under way: the bodies by the digest that its revisits name, and what is logged already."""

    def __init__(self, archive: Archive, registry: Registry, report: ImportReport, source: str | None) -> None:
        self._archive = archive
        self._report = report
        self._keeper = Keeper(archive, self._count, judge_whole)
        self._forced = None if source is None else registry.source(source)
        self._by_address = {declared.url: declared for declared in registry.sources.values() if declared.url}
        self._known: dict[str, set[tuple[str, str, datetime]]] = {}
        self._bodies: dict[str, str] = {}

    def take(self, record: Any) -> None:
        """Import one record, or say in the report why not."""
        if record.rec_type not in ("response", "resource", "revisit"):
            return
        address = record.rec_headers.get_header("WARC-Target-URI") or ""
        try:
            self._take(record, address)
        except (LinewatchError, ValueError) as error:
            self._report.problems.append(f"{address or 'a record without an address'}: {error}")

    def end(self) -> None:
        """Log what waits; what the archive refuses is told."""
        self._report.problems += [f"{publisher}: {error}" for publisher, error in self._keeper.close().items()]

    def _take(self, record: Any, address: str) -> None:
        declared = self._forced or self._by_address.get(address)
        capture = _describe(record, address, declared)
        payload = record.rec_headers.get_header("WARC-Payload-Digest")
        body = self._find_body(record, payload) if capture is not None else None
        if capture is None or body is None:
            self._report.skipped.append(address)
        elif self._is_known(capture):
            self._report.known += 1
        else:
            source = declared or adhoc_source(capture)
            kept = self._keeper.keep(source, _judge_status(capture, record, body, source), body)
            self._report.sources.add(capture.source)
            if payload and kept.digest:
                self._bodies[payload] = kept.digest

    def _find_body(self, record: Any, payload: str | None) -> bytes | None:
        """Return a record's body; a revisit has that of the record whose payload it repeats, as it was kept."""
        if record.rec_type != "revisit":
            return read_body(record)
        return self._archive.get_body(self._bodies[payload]) if payload in self._bodies else None

    def _is_known(self, capture: Capture) -> bool:
        known = self._known.setdefault(capture.publisher, set())
        if not known:
            known |= self._archive.known(capture.publisher)
        key = (capture.source, capture.address, capture.captured_at)
        is_known = key in known
        known.add(key)
        return is_known

    def _count(self, publisher: str, captures: list[Capture]) -> None:
        counts = self._report.outcomes.setdefault(publisher, Counter())
        counts.update(capture.verdict or "unjudged" for capture in captures)


def _judge_status(capture: Capture, record: Any, body: bytes, source: Source) -> Capture:
    """Return a capture with the failure that its answer's status tells, if it tells one: imports have no status."""
    status = 200 if record.http_headers is None else int(record.http_headers.get_statuscode())
    if status // 100 == 2:
        return capture
    return replace(capture, error=judge_transport(replace(capture, method="crawl", status=status), body, source))


def _describe(record: Any, address: str, declared: Source | None) -> Capture | None:
    """Make the capture of a record; None for what is no page of the web."""
    if not address.startswith(_WEB):
        return None
    headers = record.http_headers
    content_type = (headers or record.rec_headers).get_header("Content-Type") or "text/html"
    if not content_type.lower().startswith(_PAGES) or content_type.lower().startswith(_NO_PAGES):
        return None
    kept = [("content-type", content_type)] if headers is None else headers.headers
    return Capture(
        source=import_source_id(address) if declared is None else declared.id,
        address=address,
        captured_at=parse_instant(record.rec_headers.get_header("WARC-Date")),
        method="import",
        headers=tuple(sorted({(name.lower(), value) for name, value in kept if name.lower() in KEPT_HEADERS})),
    )
