"""Takes the attempts of a crawl into the archive, in batches that are small enough for a kill to lose little.

All of it happens in one thread beside the crawl's: a long PDF would otherwise hold up every answer on its way.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from twisted.internet.task import LoopingCall

from spiders.policy_pages import Attempt, PolicyPages

FLUSH_SECONDS = 5.0


class ArchivePipeline:
    """Keeps each attempt; logs what waits every few seconds and at the end."""

    def __init__(self, spider: PolicyPages) -> None:
        self._spider = spider
        self._keeping = ThreadPoolExecutor(max_workers=1)
        self._flushing = LoopingCall(self._keeping.submit, spider.keeper.flush)

    @classmethod
    def from_crawler(cls, crawler: Any) -> ArchivePipeline:
        """Make the pipeline for the crawl's spider."""
        return cls(crawler.spider)

    def open_spider(self) -> None:
        """Begin to log at intervals."""
        self._flushing.start(FLUSH_SECONDS, now=False)

    async def process_item(self, item: Attempt) -> Attempt:
        """Keep an attempt and tell the run what came of it."""
        keep = self._spider.keeper.keep
        kept = asyncio.get_running_loop().run_in_executor(self._keeping, keep, item.source, item.capture, item.body)
        self._spider.on_attempt(await kept)
        return item

    def close_spider(self) -> None:
        """Log what still waits; what the archive refuses even now is that publisher's crash."""
        if self._flushing.running:
            self._flushing.stop()
        for publisher, error in self._keeping.submit(self._spider.keeper.flush).result().items():
            self._spider.on_crash(publisher, str(error))
        self._keeping.shutdown()
