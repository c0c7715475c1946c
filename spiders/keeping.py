"""Takes attempts as they come, stores their bodies, and logs them in batches. Needs no Scrapy.

What is fetched is judged by its transport only, as reading a body takes longer than fetching it and is done after the
crawl; what a person imports is judged at once. How things are stored is the archive's work.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from archive.store import Archive
from parsers.masking import MASKER, mask_body
from parsers.outcomes import judge, judge_transport
from schemas.captures import Capture, Outcome
from schemas.documents import SourceKind
from schemas.errors import ArchiveError
from schemas.sources import Source

Judge = Callable[[Capture, bytes | None, Source], Outcome]

BATCH = 100  # captures of one publisher in a segment

logger = logging.getLogger(__name__)


class Keeper:
    """Keeps captures of any publishers; `on_kept` hears of each batch once it is logged. For one thread at a time."""

    def __init__(
        self, archive: Archive, on_kept: Callable[[str, list[Capture]], None], judge: Judge = judge_transport
    ) -> None:
        self._archive = archive
        self._on_kept = on_kept
        self._judge = judge
        self._waiting: dict[str, list[Capture]] = {}
        self._journal = archive.open_journal()

    def keep(self, source: Source, capture: Capture, body: bytes | None) -> Capture:
        """Store an attempt's body and queue it for the log; returns the capture with digest and verdict.

        What identifies private persons in a community page is overwritten before. Unless another judge was given, the
        verdict is that of the transport: `ok` means that nothing speaks against reading the body. ArchiveError when the
        archive refuses the body.
        """
        if body:
            capture, body = mask_private(source, capture, body)
            capture = replace(capture, digest=self._archive.put_body(body), body_bytes=len(body))
        capture = replace(capture, verdict=self._judge(capture, body or None, source))
        self._journal.write(capture.to_row())
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
        if not refused:
            self._journal.clear()
        return refused

    def close(self) -> dict[str, ArchiveError]:
        """Log what still waits, and end; what the archive refuses even now is returned by publisher, and stays written
        down for a later recovery.
        """
        refused = self.flush()
        if not refused:
            self._journal.close()
        return refused


def judge_whole(capture: Capture, body: bytes | None, source: Source) -> Outcome:
    """Judge a body by what it says too; one that breaks the judge is `unreadable`, and stops no other."""
    with ThreadPoolExecutor(max_workers=1) as judging:
        judged = judging.submit(judge, capture, body, source)
        fault = judged.exception()
    if fault is None:
        return judged.result()
    logger.error("%s: the judge broke over this body", capture.address, exc_info=fault)
    return Outcome.UNREADABLE


def mask_private(source: Source, capture: Capture, body: bytes) -> tuple[Capture, bytes]:
    """Return a community page's body with private persons' marks overwritten, and its capture naming the rules; any
    other's as it is.
    """
    if source.tier is not SourceKind.COMMUNITY:
        return capture, body
    masked = mask_body(body, capture.header("content-type"), source.country, source.mask, source.id)
    return replace(capture, masker=MASKER), masked
