"""Append-only logs as immutable segments: compressed JSON lines, named by the time that they span and their content.

Nothing here knows what a row means, except that it may be asked for by time.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import zstandard

from archive.local_files import Files
from schemas.errors import ArchiveError

LEVEL = 3
_NAME = re.compile(r"(?P<first>\d{8}T\d{12}Z)_(?P<last>\d{8}T\d{12}Z)_(?P<digest>[0-9a-f]{16})\.jsonl\.zst")


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """One immutable file of a log; `first` and `last` are the instants of its oldest and newest row."""

    first: datetime
    last: datetime
    digest: str
    name: str


def write_segment(files: Files, folder: str, rows: Iterable[dict[str, Any]], first: datetime, last: datetime) -> None:
    """Write JSON rows as one segment; rows that a segment with the same instants holds already are not repeated."""
    lines = _write_lines(rows)
    name = f"{folder}/{_stamp(first)}_{_stamp(last)}_{_digest(lines)}.jsonl.zst"
    files.write_once(name, zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(lines))


def has_segment(files: Files, folder: str, rows: Iterable[dict[str, Any]]) -> bool:
    """Return whether a segment below a folder holds exactly these rows."""
    digest = _digest(_write_lines(rows))
    return any(segment.digest == digest for segment in list_segments(files, folder))


def list_segments(files: Files, folder: str) -> list[Segment]:
    """List the segments below a folder, oldest first; a file that is no segment is an ArchiveError."""
    segments = []
    for name in files.list(folder):
        match = _NAME.fullmatch(name.rpartition("/")[2])
        if not match:
            raise ArchiveError(f"{name}: is no segment of a log; move it out of the archive's folder")
        segments.append(Segment(_read_stamp(match["first"]), _read_stamp(match["last"]), match["digest"], name))
    return sorted(segments)


def read_segment(files: Files, segment: Segment) -> Iterator[dict[str, Any]]:
    """Yield the rows of a segment in the order in which they were written; ArchiveError when it is damaged."""
    try:
        lines = zstandard.ZstdDecompressor().decompress(files.read(segment.name))
        rows = [json.loads(line) for line in lines.split(b"\n") if line]
    except (zstandard.ZstdError, MemoryError, ValueError) as error:
        raise ArchiveError(f"{segment.name}: this segment is damaged ({error}); restore it from a backup, "
                           "or move it away to go on without its rows") from error
    yield from rows


def _write_lines(rows: Iterable[dict[str, Any]]) -> bytes:
    """Write one row a line, in ASCII: no character of a row can then be taken for the end of its line."""
    return "".join(json.dumps(row, sort_keys=True, separators=(",", ":")) + "\n" for row in rows).encode("ascii")


def _digest(lines: bytes) -> str:
    return hashlib.sha256(lines).hexdigest()[:16]


def _stamp(instant: datetime) -> str:
    """Write an instant so that names sort as instants do."""
    utc = instant.astimezone(UTC)
    return f"{utc.year:04d}{utc:%m%dT%H%M%S%f}Z"


def _read_stamp(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
