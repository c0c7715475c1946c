"""Turns: in which order the planned fetches are asked for, and how many of a host may wait at once."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterable

from schemas.addresses import find_host
from spiders.planning import Fetch


class Turns:
    """Gives each host's first fetch before any host's second, and of a host no more than `most` that have not ended.

    So the memory that waiting takes does not grow with a host's pages, and a slow host's many keep no other's waiting.
    """

    def __init__(self, fetches: Iterable[Fetch], most: int) -> None:
        self._most = most
        self._queues: dict[str, deque[Fetch]] = {}
        for fetch in fetches:
            self._queues.setdefault(find_host(fetch.address), deque()).append(fetch)
        self._waiting: Counter[str] = Counter()
        self._given: set[tuple[str, str]] = set()
        self._has_ended = asyncio.Event()

    async def take(self) -> AsyncIterator[Fetch]:
        """Yield the fetches, each when its host has room for it."""
        while self._queues:
            able = [host for host in self._queues if self._waiting[host] < self._most]
            if not able:
                self._has_ended.clear()
                await self._has_ended.wait()
            for host in able:
                fetch = self._queues[host].popleft()
                if not self._queues[host]:
                    del self._queues[host]
                self._waiting[host] += 1
                self._given.add((fetch.source.id, fetch.address))
                yield fetch

    def end(self, source: str, address: str) -> None:
        """Note that a fetch has ended, whichever way; of one that was not given here nothing is noted."""
        if (source, address) in self._given:
            self._given.remove((source, address))
            self._waiting[find_host(address)] -= 1
            self._has_ended.set()
