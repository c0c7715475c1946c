"""Turns: the order in which fetches are given, and that a host whose fetches do not end keeps no other's waiting."""

from __future__ import annotations

import asyncio
import contextlib

from schemas.sources import Source
from spiders.planning import Fetch
from spiders.turns import Turns

SOURCE = Source(name="terms", publisher="line")


def make(*pages: str, most: int) -> Turns:
    return Turns([Fetch(SOURCE, f"http://{page}") for page in pages], most)


async def take(turns: Turns, count: int) -> list[str]:
    """Take so many fetches, or those that are given before a tenth of a second is over."""
    taken: list[str] = []

    async def fill() -> None:
        async for fetch in turns.take():
            taken.append(fetch.address.removeprefix("http://"))
            if len(taken) == count:
                return

    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(fill(), 0.1)
    return taken


def test_each_host_has_its_first_before_any_has_its_second() -> None:
    turns = make("a.test/0", "a.test/1", "a.test/2", "b.test/0", most=9)
    assert asyncio.run(take(turns, 4)) == ["a.test/0", "b.test/0", "a.test/1", "a.test/2"]


def test_a_host_that_is_slow_keeps_no_other_waiting() -> None:
    async def crawl() -> tuple[list[str], list[str]]:
        turns = make(*(f"{host}.test/{number}" for host in ("slow", "fast") for number in range(4)), most=2)
        taken = []
        async for fetch in turns.take():
            taken.append(fetch.address.removeprefix("http://"))
            if "fast" in fetch.address:
                turns.end(SOURCE.id, fetch.address)
            if len(taken) == 6:
                break
        stuck = await take(turns, 9)
        turns.end(SOURCE.id, "http://slow.test/0")
        turns.end(SOURCE.id, "http://slow.test/unasked")
        return taken, [*stuck, "then", *await take(turns, 9)]

    taken, later = asyncio.run(crawl())
    assert taken == ["slow.test/0", "fast.test/0", "slow.test/1", "fast.test/1", "fast.test/2", "fast.test/3"]
    assert later == ["then", "slow.test/2"]
