"""Takes the attempts of a crawl into the archive, in batches that are small enough for a kill to lose little."""

from __future__ import annotations

from typing import Any

from twisted.internet.task import LoopingCall

from spiders.keeping import Keeper
from spiders.policy_pages import Attempt, PolicyPages

FLUSH_SECONDS = 5.0


class ArchivePipeline:
    """Keeps each attempt; logs what waits every few seconds and at the end."""

    def __init__(self, spider: PolicyPages) -> None:
        self._spider = spider
        self._keeper: Keeper = spider.keeper
        self._flushing = LoopingCall(self._keeper.flush)

    @classmethod
    def from_crawler(cls, crawler: Any) -> ArchivePipeline:
        """Make the pipeline for the crawl's spider."""
        return cls(crawler.spider)

    def open_spider(self) -> None:
        """Begin to log at intervals."""
        self._flushing.start(FLUSH_SECONDS, now=False)

    def process_item(self, item: Attempt) -> Attempt:
        """Keep an attempt and tell the run what came of it."""
        self._spider.on_attempt(self._keeper.keep(item.source, item.capture, item.body))
        return item

    def close_spider(self) -> None:
        """Log what still waits; what the archive refuses even now is that publisher's crash."""
        if self._flushing.running:
            self._flushing.stop()
        for publisher, error in self._keeper.flush().items():
            self._spider.on_crash(publisher, str(error))
