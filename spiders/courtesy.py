"""What protects the web from a crawl: robots.txt, Retry-After, and a budget for each host.

The delays between requests and the number of them at once are Scrapy's, by settings.py; what holds between runs is
planning.py's.
"""

# mypy: allow-subclassing-any

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from protego import Protego
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import NotConfigured
from scrapy.http.request import NO_CALLBACK

from schemas.addresses import find_host
from schemas.captures import Outcome
from spiders.failures import Refused, find_outcome
from spiders.patience import read_retry_after

LONGEST_CRAWL_DELAY = 60.0  # seconds
_LONGEST_WAIT = 30.0  # seconds: a host that asks for more is left alone for this run
_ROBOTS_BYTES = 512_000  # what is read of a longer robots.txt (RFC 9309 asks for 500 KiB at least)
_UNREACHABLE = frozenset({Outcome.DNS_ERROR, Outcome.TLS_ERROR, Outcome.CONNECTION_ERROR, Outcome.RATE_LIMITED})


class Robots:
    """Asks each host's robots.txt once a run and holds to it.

    Any 4xx allows everything; 5xx, time-outs and answers too large deny the host for this run. Where the host cannot be
    reached at all, its pages have that outcome. A Crawl-delay becomes the host's delay; one of minutes allows a single
    page in a run.
    """

    def __init__(self, crawler: Any) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured("robots.txt is always obeyed; leave ROBOTSTXT_OBEY on")
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._answers: dict[str, asyncio.Future[Any]] = {}
        self._visited: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Any) -> Robots:
        """Make the middleware for a crawl."""
        return cls(crawler)

    async def process_request(self, request: Any) -> None:
        """Let a request pass, or refuse it with `robots_denied` or with the outcome that robots.txt itself had."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._answers:
            meta = {"may_loopback": request.meta.get("may_loopback", False), "dont_obey_robotstxt": True}
            self._answers[site] = asyncio.ensure_future(self._ask(site, meta))
        rules = await self._answers[site]
        if isinstance(rules, Outcome):
            raise Refused(rules, f"{site}/robots.txt gave no rules: {rules}")
        if not rules.can_fetch(request.url, self._agent):
            raise Refused(Outcome.ROBOTS_DENIED, f"{request.url}: robots.txt does not allow it")
        delay = rules.crawl_delay(self._agent)
        if delay is not None and delay > self._crawler.settings.getfloat("DOWNLOAD_DELAY"):
            self._slow_down(request, float(delay))

    async def _ask(self, site: str, meta: dict[str, Any]) -> Any:
        """Return the parsed rules of a site, or the outcome that its pages have without them."""
        request = Request(f"{site}/robots.txt", priority=1000, meta=meta, callback=NO_CALLBACK)
        attempt = asyncio.ensure_future(self._crawler.engine.download_async(request))
        await asyncio.wait([attempt])
        failure = attempt.exception()
        if failure is not None:
            outcome = find_outcome(failure)
            return outcome if outcome in _UNREACHABLE else Outcome.ROBOTS_DENIED
        answer = attempt.result()
        if answer.status >= 500:
            return Outcome.ROBOTS_DENIED
        body = answer.body[:_ROBOTS_BYTES] if answer.status < 300 else b""
        return Protego.parse(body.decode("utf-8-sig", "ignore"))

    def _slow_down(self, request: Any, seconds: float) -> None:
        """Have a host's slot wait so long between requests, whatever AutoThrottle finds."""
        host = urlsplit(request.url).hostname or ""
        if seconds > LONGEST_CRAWL_DELAY:
            if host in self._visited:
                raise Refused(Outcome.RATE_LIMITED, f"{request.url}: robots.txt asks for {seconds:.0f} s between pages")
            self._visited.add(host)
            return
        request.meta["autothrottle_dont_adjust_delay"] = True
        downloader = self._crawler.engine.downloader
        downloader.per_slot_settings[host] = {"delay": seconds, "jitter": 0}  # for a slot that is made anew
        if host in downloader.slots:
            downloader.slots[host].delay = seconds


class Courtesy:
    """Leaves a host alone for as long as it asks, and asks none more often than its budget of the day allows.

    After a 429, or a 503 with Retry-After, further requests to the host wait where that is half a minute at most, and
    are refused with `rate_limited` otherwise. `spent` is what each host was asked before this run.
    """

    def __init__(self, budget: int, spent: Mapping[str, int]) -> None:
        self._budget = budget
        self._spent = Counter(spent)
        self._not_before: dict[str, float] = {}

    async def before(self, request: Any) -> None:
        """Let a request pass, perhaps after a wait, or refuse it with `rate_limited`."""
        host = find_host(request.url)
        wait = self._not_before.get(host, 0.0) - monotonic()
        if wait > _LONGEST_WAIT:
            raise Refused(Outcome.RATE_LIMITED, f"{request.url}: its server asked to be left alone")
        if self._spent[host] >= self._budget:
            raise Refused(Outcome.RATE_LIMITED, f"{request.url}: the day's requests to its host are spent")
        self._spent[host] += 1
        if wait > 0:
            await asyncio.sleep(wait)

    def after(self, request: Any, response: Any) -> None:
        """Note what an answer asks for; it is asked for again in this run only where the wait is short."""
        if response.status not in (429, 503):
            return
        asked = read_retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), datetime.now(UTC))
        if asked is None and response.status == 503:
            return
        wait = float("inf") if asked is None else asked
        self._not_before[find_host(request.url)] = monotonic() + wait
        request.meta["dont_retry"] = wait > _LONGEST_WAIT


class CourteousHandler(HTTP11DownloadHandler):
    """Scrapy's handler of http and https, with courtesy at the last moment: after a host's queue and its delays."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._courtesy = _courtesies.setdefault(
            crawler, Courtesy(settings.getint("LINEWATCH_HOST_BUDGET"), settings.getdict("LINEWATCH_HOSTS_SPENT"))
        )

    async def download_request(self, request: Any) -> Any:
        """Fetch one answer; Refused where the host is not to be asked now."""
        await self._courtesy.before(request)
        response = await super().download_request(request)
        self._courtesy.after(request, response)
        return response


_courtesies: WeakKeyDictionary[Any, Courtesy] = WeakKeyDictionary()  # one for each crawl, whatever the scheme
