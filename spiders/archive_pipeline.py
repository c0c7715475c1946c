"""Takes the attempts of a crawl into the archive, in batches that are small enough for a kill to lose little.

All of it happens in one thread beside the crawl's, which waits only where the disk cannot keep up.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import BoundedSemaphore
from typing import Any

from twisted.internet.task import LoopingCall

from spiders.policy_pages import Attempt, PolicyPages

FLUSH_SECONDS = 5.0
_LONGEST_QUEUE = 64  # attempts that wait for the disk, each with its body


class ArchivePipeline:
    """Keeps each attempt; logs what waits every few seconds and at the end."""

    def __init__(self, spider: PolicyPages) -> None:
        self._spider = spider
        self._room = BoundedSemaphore(_LONGEST_QUEUE)
        self._keeping = ThreadPoolExecutor(max_workers=1)
        self._flushing = LoopingCall(self._keeping.submit, spider.keeper.flush)

    @classmethod
    def from_crawler(cls, crawler: Any) -> ArchivePipeline:
        """Make the pipeline for the crawl's spider."""
        return cls(crawler.spider)

    def open_spider(self) -> None:
        """Begin to log at intervals."""
        self._flushing.start(FLUSH_SECONDS, now=False)

    def process_item(self, item: Attempt) -> Attempt:
        """Have an attempt kept; the crawl goes on meanwhile."""
        self._room.acquire()
        kept = self._keeping.submit(self._spider.keeper.keep, item.source, item.capture, item.body)
        kept.add_done_callback(partial(self._note, item.source.publisher))
        return item

    def close_spider(self) -> None:
        """Log what still waits; what the archive refuses even now is that publisher's crash."""
        if self._flushing.running:
            self._flushing.stop()
        for publisher, error in self._keeping.submit(self._spider.keeper.close).result().items():
            self._spider.on_crash(publisher, str(error))
        self._keeping.shutdown()

    def _note(self, publisher: str, kept: Future[Any]) -> None:
        """Tell the run what came of an attempt: that it is kept, or what broke over it."""
        self._room.release()
        fault = kept.exception()
        if fault is None:
            self._spider.on_attempt(kept.result())
        else:
            self._spider.logger.error("%s: an attempt could not be kept", publisher, exc_info=fault)
            self._spider.on_crash(publisher, f"{type(fault).__name__}: {fault}")
