"""Names to addresses, in the very step of connecting: a name that stands for an address inside a network has none.

Which addresses those are is schemas.addresses' knowledge. A name may answer otherwise each time that it is asked (DNS
rebinding); what is checked here is the answer to which the connection is then made.
"""

# mypy: allow-subclassing-any

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any
from urllib.request import getproxies

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from schemas.addresses import find_host, is_loopback, is_public, read_ip

logger = logging.getLogger(__name__)


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver (IPv4, cached, with a time limit), which gives out public addresses only.

    Others are given out for the proxies that the run or its environment declares, and loopback where a declared source
    is on this machine.
    """

    def __init__(self, reactor: Any, cache_size: int, timeout: float) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.may_loopback = False
        self.trusted = {find_host(address) for address in getproxies().values()}

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        """Make the resolver from the crawl's settings."""
        resolver: GuardedResolver = super().from_crawler(crawler, reactor)
        resolver.may_loopback = crawler.settings.getbool("LINEWATCH_MAY_LOOPBACK")
        if crawler.settings["LINEWATCH_PROXY"] is not None:
            resolver.trusted.add(find_host(crawler.settings["LINEWATCH_PROXY"]))
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Any:  # noqa: N802 - Twisted's name
        """Resolve a name; it fails as a name that nobody knows does, where the answer is no public address."""
        return super().getHostByName(name, timeout).addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        ip = read_ip(address)
        host = name.lower().rstrip(".")
        if host in self.trusted or (ip is not None and is_public(ip)) or (self.may_loopback and is_loopback(host)):
            return address
        logger.warning("%s stands for %s, which is no public address: it is not asked", name, address)
        raise DNSLookupError(f"{name} stands for {address}, which is no public address")
