"""Brings files into the archive as captures: single pages, whole folders, and dated histories listed in a manifest.

What the files say is the parsers' work; sources that are not declared are described in archive/imports.py.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from archive.imports import IMPORT_PUBLISHER, adhoc_source, import_address, import_source_id
from archive.store import Archive
from schemas.captures import Capture, Outcome
from schemas.errors import LinewatchError, UnknownNameError
from schemas.ids import format_instant
from schemas.registry import Registry
from schemas.sources import Source
from spiders.keeping import Keeper, judge_whole, mask_private
from spiders.manifest import read_manifest
from spiders.settings import DOWNLOAD_MAXSIZE

CONTENT_TYPES = {
    ".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".txt": "text/plain",
    ".md": "text/markdown", ".markdown": "text/markdown", ".pdf": "application/pdf",
}
_FRONT_MATTER_BYTES = 65_536
_FRONT_MATTER_ADDRESSES = ("url", "source_url", "link", "source")
_ADDRESS = re.compile(r"https?://[^\s/]+(/\S*)?")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One file to import: where it lies, the name it is known by, and what was said of it."""

    path: Path
    name: str
    place: str  # what a message begins with: the path, or the manifest's line
    captured_at: datetime
    source: str | None
    url: str | None
    published: date | None


@dataclass(slots=True)
class ImportReport:
    """What came of an import: outcomes by publisher, files known already, files of other kinds, and what went wrong."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)
    known: int = 0
    restored: int = 0  # captures that came back out of a WARC file of our own
    skipped: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def imported(self) -> int:
        """How many files became captures in this import."""
        return sum(counts.total() for counts in self.outcomes.values())


def import_files(
    paths: Iterable[Path],
    archive: Archive,
    registry: Registry,
    *,
    source: str | None = None,
    url: str | None = None,
    publisher: str | None = None,
    captured_at: datetime | None = None,
    published: date | None = None,
    manifest: Path | None = None,
) -> ImportReport:
    """Import files, folders of files and the files of a manifest as captures of one instant, now unless given.

    A file belongs to `source`, or to the source of `publisher` that has its address, or to a source of its own below
    the built-in publisher `import`. What cannot be imported is told in the report and stops nothing else.
    LinewatchError for a source or publisher that nothing declares and for a manifest that cannot be read.
    """
    instant = datetime.now(UTC) if captured_at is None else captured_at
    instant = (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    if url is not None and not _ADDRESS.fullmatch(url):
        raise LinewatchError(f"{url!r} is no web address; give one that begins with http:// or https://")
    if source is None and publisher is not None:
        source = _choose_source(registry, publisher, url)
    if source is not None:
        _declare(registry, source)
    report = ImportReport()
    importing = _Import(archive, registry, report)
    try:
        for path in paths:
            for file, name in _find_files(path, report):
                importing.take(_Wanted(file, name, str(file), instant, source, url, published))
        if manifest is not None:
            _take_manifest(importing, manifest, report, _Wanted(manifest, "", "", instant, source, url, published))
    finally:
        importing.end()
    return report


def _take_manifest(importing: _Import, manifest: Path, report: ImportReport, unless_said: _Wanted) -> None:
    for place, line in read_manifest(manifest):
        if isinstance(line, str):
            report.problems.append(f"{place}: {line}")
        else:
            importing.take(_Wanted(
                path=manifest.parent / line.path,
                name=line.path,
                place=place,
                captured_at=line.captured_at or unless_said.captured_at,
                source=line.source or unless_said.source,
                url=line.url or unless_said.url,
                published=line.published or unless_said.published,
            ))


class _Import:
    """One import under way: what it has seen, and where it puts what it takes."""

    def __init__(self, archive: Archive, registry: Registry, report: ImportReport) -> None:
        self._archive = archive
        self._registry = registry
        self._report = report
        self._keeper = Keeper(archive, self._count, judge_whole)
        self._seen: dict[str, dict[tuple[str, str, datetime], str | None]] = {}

    def take(self, wanted: _Wanted) -> None:
        """Import one file, or say in the report why not."""
        try:
            body, body_bytes = _read(wanted.path)
            source, capture = self._describe(wanted, body, body_bytes)
            if body is not None:
                capture, body = mask_private(source, capture, body)
            if self._is_new(capture, body):
                self._keeper.keep(source, capture, body)
                self._report.sources.add(source.id)
            else:
                self._report.known += 1
        except LinewatchError as error:
            self._report.problems.append(f"{wanted.place}: {error}")
        except OSError as error:
            self._report.problems.append(f"{wanted.place}: cannot be read ({error.strerror or error})")

    def end(self) -> None:
        """Log what waits; what the archive refuses is told."""
        self._report.problems += [f"{publisher}: {error}" for publisher, error in self._keeper.close().items()]

    def _describe(self, wanted: _Wanted, body: bytes | None, body_bytes: int) -> tuple[Source, Capture]:
        """Make the capture of a file and find the declaration that it is under."""
        content_type = CONTENT_TYPES.get(wanted.path.suffix.lower())
        if content_type is None:
            raise LinewatchError(f"{wanted.path.name} is of no kind that is read; the kinds are {_kinds()}")
        address = wanted.url
        if address is None and content_type in {"text/markdown", "text/plain"}:
            address = _find_front_matter_address(body or b"")
        source_id = wanted.source or import_source_id(address or wanted.name)
        declared = _declare(self._registry, source_id)
        capture = Capture(
            source=source_id,
            address=address or (declared.url if declared else None) or import_address(wanted.name),
            captured_at=wanted.captured_at,
            method="import",
            headers=(("content-type", content_type),),
            error=Outcome.TOO_LARGE if body is None else None,
            body_bytes=body_bytes,
            published=wanted.published,
        )
        return declared or adhoc_source(capture), capture

    def _is_new(self, capture: Capture, body: bytes | None) -> bool:
        """Return whether a capture is not in the log yet; LinewatchError where another file has its place."""
        if capture.publisher not in self._seen:
            logged = self._archive.captures(capture.publisher)
            self._seen[capture.publisher] = {(c.source, c.address, c.captured_at): c.digest for c in logged}
        seen = self._seen[capture.publisher]
        key = (capture.source, capture.address, capture.captured_at)
        digest = hashlib.sha256(body).hexdigest() if body else None
        if key in seen and seen[key] != digest:
            instant = format_instant(capture.captured_at)
            raise LinewatchError(f"another file was imported as {capture.address} at {instant}; "
                                 "give it an address or an instant of its own")
        is_new = key not in seen
        seen[key] = digest
        return is_new

    def _count(self, publisher: str, captures: list[Capture]) -> None:
        counts = self._report.outcomes.setdefault(publisher, Counter())
        counts.update(capture.verdict or "unjudged" for capture in captures)


def _choose_source(registry: Registry, publisher: str, url: str | None) -> str:
    """Return the id of the publisher's source at an address, or of its only source."""
    found = registry.publisher(publisher)
    sources = [source for source in registry.sources.values() if source.publisher == found.id]
    at_address = [source for source in sources if url is not None and source.url == url]
    chosen = at_address or sources
    if len(chosen) == 1:
        return chosen[0].id
    raise UnknownNameError(f"{publisher} has {len(chosen)} sources that the files may belong to; "
                           f"name one with --source: {', '.join(sorted(source.id for source in chosen))}")


def _declare(registry: Registry, source_id: str) -> Source | None:
    """Return the declaration of a source, None for one of the built-in publisher; UnknownNameError for others."""
    if source_id in registry.sources or not source_id.startswith(f"{IMPORT_PUBLISHER}/"):
        return registry.source(source_id)
    return None


def _find_files(path: Path, report: ImportReport) -> Iterator[tuple[Path, str]]:
    """Yield the files of a path with the names they are known by, those of a folder in order and by kind.

    Names are relative to the folder. Hidden files are passed over; files of other kinds and links to folders are listed
    as skipped.
    """
    if not path.is_dir():
        yield path, path.name
        return

    def tell(error: OSError) -> None:
        report.problems.append(f"{error.filename}: cannot be read ({error.strerror})")

    for folder, folders, names in os.walk(path, onerror=tell):
        shown = sorted(name for name in folders if not name.startswith("."))
        report.skipped += [str(Path(folder) / name) for name in shown if (Path(folder) / name).is_symlink()]
        folders[:] = shown  # links among them are not followed: they may lead round in a circle
        for name in sorted(name for name in names if not name.startswith(".")):
            file = Path(folder) / name
            if file.suffix.lower() in CONTENT_TYPES:
                yield file, file.relative_to(path).as_posix()
            else:
                report.skipped.append(str(file))


def _read(path: Path) -> tuple[bytes | None, int]:
    """Return a file's content, None where it is too large to be taken, and its size in bytes."""
    try:
        facts = path.stat()
    except ValueError as error:  # a zero byte, or what cannot be encoded
        raise LinewatchError("is no name that a file can have; correct it") from error
    if not stat.S_ISREG(facts.st_mode):
        raise LinewatchError("is not a file; give files, folders or a manifest")
    if facts.st_size > DOWNLOAD_MAXSIZE:
        return None, facts.st_size
    body = path.read_bytes()
    return body, len(body)


def _find_front_matter_address(body: bytes) -> str | None:
    """Return the web address that a text's YAML front matter gives, or None."""
    lines = body[:_FRONT_MATTER_BYTES].decode("utf-8-sig", "replace").splitlines()
    if not lines or lines[0].rstrip() != "---" or "---" not in lines[1:]:
        return None
    try:
        front: Any = yaml.safe_load("\n".join(lines[1 : lines.index("---", 1)]))
    except (yaml.YAMLError, ValueError):  # a date that is none is a ValueError
        return None
    if not isinstance(front, dict):
        return None
    found = (front.get(key) for key in _FRONT_MATTER_ADDRESSES)
    return next((text for text in found if isinstance(text, str) and _ADDRESS.fullmatch(text)), None)


def _kinds() -> str:
    return " ".join(sorted(CONTENT_TYPES))
