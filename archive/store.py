"""The archive: bodies stored once by their sha256, the log of captures, and the logs of notices, builds and tombstones.

Everything to the right of it is a function of what it holds. It changes nothing that it has, and removes a body only
when it is told to forget it, by a tombstone that keeps the reason; how files are written is local_files.py's work, and
what a body says is the parsers'.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import zstandard

from archive.journal import Journal, take_up
from archive.local_files import Files
from archive.object_store import open_files
from archive.segments import LEVEL, Segment, has_segment, list_segments, read_segment, write_segment
from schemas.captures import Capture
from schemas.errors import ArchiveError
from schemas.ids import format_instant

LOG_KINDS = frozenset({"notices", "builds", "tombstones"})
_JOURNALS = ".journals"
_PUBLISHER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DIGEST = re.compile(r"[0-9a-f]{64}")

Key = tuple[str, str, datetime]


class Archive:
    """An archive below one folder, or in the store of LINEWATCH_STORE under the folder's name.

    Opening it writes nothing, and a folder that is not there is an empty archive.
    """

    def __init__(self, root: Path, files: Files | None = None) -> None:
        self.root = root
        self._files: Files = open_files(root) if files is None else files
        self._compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
        self._forgotten: dict[str, str] | None = None

    def put_body(self, body: bytes) -> str:
        """Store a body once and return its digest (sha256, hexadecimal); one that was forgotten is not stored again."""
        digest = hashlib.sha256(body).hexdigest()
        name = _body_name(digest)
        if not self._files.exists(name) and digest not in self.forgotten():
            self._files.write_once(name, self._compressor.compress(body), is_settled=False)
        return digest

    def has_body(self, digest: str) -> bool:
        """Return whether the body of this digest is stored."""
        return self._files.exists(_body_name(digest))

    def get_body(self, digest: str) -> bytes:
        """Return the body of this digest; ArchiveError when it is missing or its bytes are not what they were."""
        name = _body_name(digest)
        try:
            body = zstandard.ZstdDecompressor().decompress(self._files.read(name))
        except FileNotFoundError as error:
            raise ArchiveError(f"{name}: the archive has no such body; restore it from a backup") from error
        except (zstandard.ZstdError, MemoryError) as error:
            raise ArchiveError(_damage(name, str(error))) from error
        if hashlib.sha256(body).hexdigest() != digest:
            raise ArchiveError(_damage(name, "its digest is another"))
        return body

    def append(self, publisher: str, captures: Iterable[Capture]) -> None:
        """Log captures of one publisher as one segment; appending the same again changes nothing.

        Their bodies must be stored before, so that a crash in between leaves a body without a line and never a line
        without its body. ArchiveError for another publisher's capture or a body that is not there.
        """
        ordered = sorted(captures, key=_replay_order)
        for capture in ordered:
            if capture.publisher != publisher:
                raise ArchiveError(f"{capture.source}: is not a source of {publisher}; nothing was logged")
            if capture.digest is not None and not self._has_or_forgot(capture.digest):
                raise ArchiveError(f"{capture.address}: its body {capture.digest} is not stored; nothing was logged")
        if ordered:
            self._files.settle()
            rows = [capture.to_row() for capture in ordered]
            write_segment(self._files, _captures_folder(publisher), rows,
                          ordered[0].captured_at, ordered[-1].captured_at)

    def open_journal(self) -> Journal:
        """Return a journal for captures that are still to be appended."""
        return Journal(self.root / _JOURNALS)

    def recover(self) -> list[Capture]:
        """Log what processes that were killed had written down and not logged; returns those captures."""
        recovered: list[Capture] = []
        for rows in take_up(self.root / _JOURNALS):
            captures = sorted((Capture.from_row(row) for row in rows), key=lambda capture: capture.publisher)
            for publisher, some in itertools.groupby(captures, key=lambda capture: capture.publisher):
                known = self.known(publisher)
                lost = [one for one in some if (one.source, one.address, one.captured_at) not in known]
                self.append(publisher, lost)
                recovered += lost
        return recovered

    def captures(self, publisher: str | None = None, since: datetime | None = None) -> Iterator[Capture]:
        """Replay captures in the order of (captured_at, address, digest), each (source, address, captured_at) once.

        Of all publishers unless one is named; `since` leaves out what was captured before that instant. Where one
        attempt was logged twice with different results, the one with a body is replayed.
        """
        folder = "log/captures" if publisher is None else _captures_folder(publisher)
        segments = [segment for segment in list_segments(self._files, folder) if since is None or segment.last >= since]
        for cluster in _clusters(segments):
            found = (capture for segment in cluster for capture in self._read_captures(segment))
            for capture in _once(sorted(found, key=_replay_order)):
                if since is None or capture.captured_at >= since:
                    yield capture

    def known(self, publisher: str) -> set[Key]:
        """Return what was attempted already: (source, address, captured_at) of every capture of a publisher."""
        return {(capture.source, capture.address, capture.captured_at) for capture in self.captures(publisher)}

    def publishers(self) -> list[str]:
        """Return the ids of the publishers that have captures, sorted."""
        return sorted({name.split("/")[2] for name in self._files.list("log/captures")})

    def newest(self) -> datetime | None:
        """Return the instant of the newest capture, None where nothing was ever captured; read from names alone."""
        return max((segment.last for segment in list_segments(self._files, "log/captures")), default=None)

    def forget(self, digest: str, reason: str, at: datetime) -> None:
        """Take a body out for good: its tombstone is logged first, so that a crash in between leaves no doubt.

        Captures keep their rows and digests. ArchiveError where no such body was ever stored, or without a reason.
        """
        if not reason.strip():
            raise ArchiveError("a body is not forgotten without a reason; say why")
        if digest in self.forgotten():
            self._files.remove(_body_name(digest))
            return
        if not self.has_body(digest):
            raise ArchiveError(f"{digest}: the archive has no such body; a capture's digest names it")
        self.append_log("tombstones", [{"digest": digest, "reason": reason, "at": format_instant(at)}], at)
        self._forgotten = None
        self._files.remove(_body_name(digest))

    def forgotten(self) -> dict[str, str]:
        """Return the reasons of all bodies that were forgotten, by digest; read once for each archive opened."""
        if self._forgotten is None:
            self._forgotten = {row["digest"]: row["reason"] for row in self.read_log("tombstones")}
        return self._forgotten

    def _has_or_forgot(self, digest: str) -> bool:
        return self.has_body(digest) or digest in self.forgotten()

    def append_log(self, kind: str, rows: Iterable[dict[str, Any]], at: datetime | None = None) -> None:
        """Append JSON rows to one of the logs in LOG_KINDS; rows that a segment holds already are not repeated.

        `at` is the instant of the run, the clock's unless given; it only orders the log.
        """
        listed = list(rows)
        if listed and not has_segment(self._files, _log_folder(kind), listed):
            instant = datetime.now(UTC) if at is None else at
            write_segment(self._files, _log_folder(kind), listed, instant, instant)

    def read_log(self, kind: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of one of the logs in LOG_KINDS, oldest first."""
        for segment in list_segments(self._files, _log_folder(kind)):
            yield from read_segment(self._files, segment)

    def _read_captures(self, segment: Segment) -> Iterator[Capture]:
        for row in read_segment(self._files, segment):
            try:
                yield Capture.from_row(row)
            except (KeyError, TypeError, ValueError) as error:
                raise ArchiveError(f"{segment.name}: a row of it is no capture that this version knows ({error!r}); "
                                   "use the version that wrote it, or a newer one") from error


def _body_name(digest: str) -> str:
    if not _DIGEST.fullmatch(digest):
        raise ArchiveError(f"{digest!r} is no digest; a digest is 64 hexadecimal digits")
    return f"bodies/{digest[:2]}/{digest[2:4]}/{digest}.zst"


def _captures_folder(publisher: str) -> str:
    if not _PUBLISHER.fullmatch(publisher):
        raise ArchiveError(f"{publisher!r} is no publisher's id; an id is lower-case letters, digits and hyphens")
    return f"log/captures/{publisher}"


def _log_folder(kind: str) -> str:
    if kind not in LOG_KINDS:
        raise ArchiveError(f"{kind!r} is no log of the archive; there are {', '.join(sorted(LOG_KINDS))}")
    return f"log/{kind}"


def _damage(name: str, what: str) -> str:
    return (f"{name}: this body is damaged ({what}); restore it from a backup, "
            "or delete the file and fetch its page again while the page still says the same")


def _replay_order(capture: Capture) -> tuple[datetime, str, str, str]:
    return (capture.captured_at, capture.address, capture.digest or "", capture.source)


def _clusters(segments: list[Segment]) -> Iterator[list[Segment]]:
    """Group segments whose spans overlap: only those need to be sorted together, so a long log is read in pieces."""
    cluster: list[Segment] = []
    last = datetime.min.replace(tzinfo=UTC)
    for segment in segments:
        if cluster and segment.first > last:
            yield cluster
            cluster = []
        last = max(last, segment.last)
        cluster.append(segment)
    if cluster:
        yield cluster


def _once(captures: Iterable[Capture]) -> Iterator[Capture]:
    """Keep one capture for each source among those of one address and instant."""
    for _, same in itertools.groupby(captures, key=lambda capture: (capture.captured_at, capture.address)):
        kept: dict[str, Capture] = {}
        for capture in same:
            if capture.source not in kept or kept[capture.source].digest is None:
                kept[capture.source] = capture
        yield from sorted(kept.values(), key=_replay_order)
