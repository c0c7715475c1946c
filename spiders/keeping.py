"""Takes attempts as they come, stores their bodies, judges them, and logs them in batches. Needs no Scrapy.

What a body is, is parsers.outcomes' decision; how it is stored is the archive's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from archive.store import Archive
from parsers.outcomes import judge
from schemas.captures import Capture
from schemas.errors import ArchiveError
from schemas.sources import Source

BATCH = 100  # captures of one publisher in a segment

logger = logging.getLogger(__name__)


class Keeper:
    """Keeps captures of any publishers; `on_kept` hears of each batch once it is in the log."""

    def __init__(self, archive: Archive, on_kept: Callable[[str, list[Capture]], None]) -> None:
        self._archive = archive
        self._on_kept = on_kept
        self._waiting: dict[str, list[Capture]] = {}

    def keep(self, source: Source, capture: Capture, body: bytes | None) -> Capture:
        """Store an attempt's body, judge it and queue it for the log; returns the capture with digest and verdict.

        A capture that names a digest already confirms that body. An attempt whose judging breaks is kept without a
        verdict, and the error goes on to the caller.
        """
        if body:
            capture = replace(capture, digest=self._archive.put_body(body), body_bytes=len(body))
        elif capture.digest is not None:
            body = self._archive.get_body(capture.digest)
        try:
            capture = replace(capture, verdict=judge(capture, body or None, source))
        finally:
            waiting = self._waiting.setdefault(capture.publisher, [])
            waiting.append(capture)
        if len(waiting) >= BATCH:
            self.flush()
        return capture

    def flush(self) -> dict[str, ArchiveError]:
        """Log what waits; what the archive refuses goes on waiting and is returned by publisher."""
        refused = {}
        for publisher, captures in list(self._waiting.items()):
            try:
                self._archive.append(publisher, captures)
            except ArchiveError as error:
                logger.error("%s: %d captures could not be logged: %s", publisher, len(captures), error)
                refused[publisher] = error
            else:
                del self._waiting[publisher]
                self._on_kept(publisher, captures)
        return refused
