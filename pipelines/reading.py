"""Reads the archive: each body once under each declaration, into a Parquet file for each publisher and table.

The files are a cache of a pure function and can be deleted at any time. What the rows hold is rows.py's, what the words
mean is the parsers'; nothing is resolved here.
"""

from __future__ import annotations

import logging
from collections.abc import Container, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path

from archive.store import Archive
from parsers.read import Reading, code_digest, read_capture
from pipelines import progress
from pipelines.declaring import declare_imports
from pipelines.reading_files import NewRows, ReadingFiles, remove_others
from pipelines.rows import Row, capture_row, claim_row, document_row, rows_digest, unexplained_rows
from schemas.captures import HEALTHY, Capture, Outcome
from schemas.errors import ArchiveError, DeclarationError
from schemas.ids import derive_id
from schemas.registry import Registry
from schemas.sources import Source
from schemas.tables import CLAIMS, DOCUMENTS

ENOUGH_BYTES_FOR_PROCESSES = 2_000_000  # less is read before other processes would have started
_UNTOLD_HEADERS = frozenset({
    "age", "cache-control", "connection", "content-length", "date", "etag", "expires", "keep-alive", "last-modified",
    "set-cookie", "transfer-encoding", "vary", "via",
})  # fmt: skip

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class ReadReport:
    """What reading did: bodies read, readings reused, counts by publisher, and what could not be read as it should.

    `undeclared` are sources with captures that nothing declares any more. `broken` says, by publisher and address, what
    stopped a body from being read although the archive has it: its capture is unreadable until that is mended.
    """

    read: int = 0
    reused: int = 0
    captures: dict[str, int] = field(default_factory=dict)
    documents: dict[str, int] = field(default_factory=dict)
    claims: dict[str, int] = field(default_factory=dict)
    undeclared: set[str] = field(default_factory=set)
    broken: dict[str, dict[str, str]] = field(default_factory=dict)


def read_archive(
    registry: Registry, archive: Archive, data: Path, publishers: Iterable[str] | None = None
) -> ReadReport:
    """Bring the readings below `data`/read up to the archive: of some publishers, or of all and of no others.

    Readings whose body, headers, address, declaration and code are the same as before are reused.
    """
    registry = declare_imports(registry, archive)
    known = archive.publishers()
    wanted = known if publishers is None else sorted(set(publishers) & set(known))
    folder = data / "read"
    if publishers is None:
        remove_others(folder, known)
    report = ReadReport()
    for done, publisher in enumerate(wanted):
        progress.tell("read", done, len(wanted), publisher)
        try:
            _read_publisher(registry, archive, ReadingFiles(folder, publisher), report)
        except ArchiveError as error:  # its log is damaged: what was read of it before stands
            report.broken[publisher] = {"the archive's log": str(error)}
    progress.tell("read", len(wanted), len(wanted))
    return report


@dataclass(frozen=True, slots=True)
class _Wish:
    """A capture that is to be read under a declaration, or under none that is left.

    `key` names the reading of its body and becomes the document's id; None where there is nothing to read.
    """

    capture: Capture
    source: Source | None
    key: str | None


def _read_publisher(registry: Registry, archive: Archive, files: ReadingFiles, report: ReadReport) -> None:
    """Read what is new of one publisher, and write its files where they differ from what they hold."""
    wishes = list(_wish_all(archive.captures(files.publisher), registry, archive.forgotten()))
    firsts: dict[str, _Wish] = {}
    for wish in wishes:
        if wish.key is not None:
            firsts.setdefault(wish.key, wish)
    readings, broken = _read_bodies({key: wish for key, wish in firsts.items() if key not in files.held}, archive)
    outcomes = {key: outcome for key, outcome in files.held.items() if key in firsts}
    outcomes |= {key: reading.outcome for key, reading in readings.items()}
    today = outcomes | dict.fromkeys(broken, Outcome.UNREADABLE)
    rows = [_make_row(wish, today) for wish in wishes]
    files.update(rows, outcomes, _make_rows(firsts, readings))
    report.read += len(readings)
    report.reused += len(outcomes) - len(readings)
    report.undeclared |= {wish.capture.source for wish in wishes if wish.source is None}
    report.captures[files.publisher] = len(rows)
    report.documents[files.publisher], report.claims[files.publisher] = files.count(DOCUMENTS), files.count(CLAIMS)
    if broken:
        report.broken[files.publisher] = {firsts[key].capture.address: what for key, what in broken.items()}


def _wish_all(captures: Iterable[Capture], registry: Registry, forgotten: Container[str]) -> Iterator[_Wish]:
    """Say under which declaration each capture is read; a 304 stands for the reading of the body that it confirms, and
    a body that was forgotten is not read.
    """
    confirmed: dict[tuple[str, str, str], str] = {}
    for capture in captures:
        source = registry.sources.get(capture.source)
        key = None
        if capture.digest in forgotten:
            capture = replace(capture, error=Outcome.FORGOTTEN)
        elif capture.digest is not None and source is not None:
            place = (capture.source, capture.address, capture.digest)
            key = confirmed[place] if capture.status == 304 and place in confirmed else _make_key(capture, source)
            confirmed[place] = key
        yield _Wish(capture, source, key)


def _make_key(capture: Capture, source: Source) -> str:
    """Name the reading of a capture: all that it is a function of, and nothing that differs from day to day."""
    headers = [[name, value] for name, value in capture.headers if name not in _UNTOLD_HEADERS]
    return derive_id(
        capture.digest, headers, capture.status, capture.error, capture.method, capture.address, capture.final_address,
        capture.published and capture.published.isoformat(), capture.role, source.reading_digest, code_digest(),
        rows_digest(),
    )


def _read_bodies(wishes: dict[str, _Wish], archive: Archive) -> tuple[dict[str, Reading], dict[str, str]]:
    """Read bodies, beside each other where they are many; return readings, and what broke those that gave none."""
    readings: dict[str, Reading] = {}
    broken: dict[str, str] = {}
    with _choose_executor(sum(wish.capture.body_bytes for wish in wishes.values())) as executor:
        futures = {key: executor.submit(_read_body, archive.root, wish) for key, wish in wishes.items()}
        for done, (key, future) in enumerate(futures.items(), start=1):
            fault = future.exception()
            progress.tell("bodies", done, len(futures), wishes[key].capture.address)
            if fault is None:
                readings[key] = future.result()
            elif isinstance(fault, DeclarationError):  # not this body's fault: no other would be read better
                raise fault
            else:
                logger.warning("%s: cannot be read", wishes[key].capture.address, exc_info=fault)
                broken[key] = f"{type(fault).__name__}: {fault}"
    return readings, broken


def _choose_executor(body_bytes: int) -> Executor:
    if body_bytes < ENOUGH_BYTES_FOR_PROCESSES:
        return ThreadPoolExecutor(max_workers=1)
    return ProcessPoolExecutor(mp_context=get_context("spawn"))


def _read_body(root: Path, wish: _Wish) -> Reading:
    capture = wish.capture
    if capture.digest is None or wish.source is None:
        raise ValueError(f"{capture.address} has nothing to read")
    return read_capture(Archive(root).get_body(capture.digest), capture, wish.source)


def _make_row(wish: _Wish, outcomes: dict[str, Outcome]) -> Row:
    """Return a capture's row: a 304 is as healthy as the body that it confirms, and what is undeclared is not read."""
    if wish.source is None:
        return capture_row(wish.capture, wish.capture.verdict or Outcome.UNREADABLE, None)
    if wish.key is None:
        return capture_row(wish.capture, read_capture(None, wish.capture, wish.source).outcome, None)
    outcome = outcomes[wish.key]
    if outcome not in HEALTHY:
        return capture_row(wish.capture, outcome, None)
    return capture_row(wish.capture, Outcome.NOT_MODIFIED if wish.capture.status == 304 else outcome, wish.key)


def _make_rows(wishes: dict[str, _Wish], readings: dict[str, Reading]) -> NewRows:
    rows = NewRows()
    for key, reading in readings.items():
        if reading.document is not None:
            capture = wishes[key].capture
            rows.documents.append(document_row(key, reading, reading.document, capture))
            rows.claims += [claim_row(claim, key, reading.document, capture) for claim in reading.claims]
            rows.unexplained += unexplained_rows(reading, key)
    return rows
