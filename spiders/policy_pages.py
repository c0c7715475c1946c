"""The spider that fetches declared pages: each attempt gives exactly one capture, whatever comes of it.

Which pages are fetched is planning.py's work, what their bodies are worth parsers.outcomes'.
"""

# mypy: allow-subclassing-any

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urldefrag

from scrapy import Request, Spider, signals

from parsers.outcomes import judge
from schemas.captures import KEPT_HEADERS, Capture, Outcome
from schemas.errors import LinewatchError
from schemas.sources import Source
from spiders.browsing import browser_meta
from spiders.failures import find_outcome
from spiders.following import Follower
from spiders.keeping import Keeper
from spiders.planning import Fetch
from spiders.settings import DOWNLOAD_MAXSIZE
from spiders.turns import Turns

MOST_WAITING = 200  # declared pages of a host that were asked for and have no attempt yet: each takes some kB


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one fetch: the capture, still without digest and verdict, and the body if there is one."""

    source: Source
    capture: Capture
    body: bytes | None = field(default=None, repr=False)


class PolicyPages(Spider):
    """Fetches declared pages of any publishers at one instant."""

    name = "policy_pages"

    def __init__(
        self,
        fetches: list[Fetch] | None = None,
        keeper: Keeper | None = None,
        instant: datetime | None = None,
        on_crash: Callable[[str, str], None] | None = None,
        on_attempt: Callable[[Capture], None] | None = None,
        has_browser: bool = False,
        follower: Follower | None = None,
        on_follow: Callable[[str, int], None] | None = None,
    ) -> None:
        super().__init__()
        if fetches is None or keeper is None or instant is None or on_crash is None or on_attempt is None:
            raise LinewatchError("this spider is started by `linewatch crawl`, which plans what it fetches")
        self.fetches = fetches
        self.keeper = keeper
        self.instant = instant
        self.on_crash = on_crash
        self.on_attempt = on_attempt
        self.has_browser = has_browser
        self.follower = follower
        self.on_follow = on_follow
        self._turns = Turns(fetches, MOST_WAITING)

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> PolicyPages:
        """Make the spider and have it hear of attempts that were taken and of errors in our own code."""
        spider: PolicyPages = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.note_attempt, signals.item_scraped)
        crawler.signals.connect(spider.note_spider_error, signals.spider_error)
        crawler.signals.connect(spider.note_item_error, signals.item_error)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Yield a request for each planned fetch, the hosts by turns."""
        async for fetch in self._turns.take():
            try:
                request = self._ask(fetch)
            except ValueError as error:  # Scrapy refuses addresses that it cannot read
                self.logger.warning("%s: no request can be made (%s)", fetch.address, error)
                yield self._fail(fetch, Outcome.CONNECTION_ERROR, None)
            else:
                yield request

    def receive(self, response: Any, fetch: Fetch) -> Attempt:
        """Make an answer, of any status, into the fetch's attempt."""
        headers = {name: value for name in KEPT_HEADERS if (value := _read_header(response, name)) is not None}
        capture = Capture(
            source=fetch.source.id,
            address=fetch.address,
            captured_at=self.instant,
            method=_method_of(fetch),
            final_address=_find_final_address(response.url, response.request),
            status=response.status,
            role=fetch.role,
        )
        if len(response.body) > DOWNLOAD_MAXSIZE:  # what a browser made of a page has no limit of Scrapy's
            return Attempt(fetch.source, _with(capture, headers, error=Outcome.TOO_LARGE))
        confirmed = fetch.previous
        if response.status != 304:
            return Attempt(fetch.source, _with(capture, headers), response.body or None)
        if confirmed is None:  # it says that nothing has changed, and nobody had asked
            return Attempt(fetch.source, _with(capture, headers, error=Outcome.SERVER_ERROR))
        headers = dict(confirmed.headers) | headers
        capture = _with(capture, headers, digest=confirmed.digest, body_bytes=confirmed.body_bytes)
        return Attempt(fetch.source, capture)

    async def receive_or_browse(self, response: Any, fetch: Fetch) -> AsyncIterator[Any]:
        """Make an answer into the fetch's attempt, or where it is an empty shell ask once more, by the browser."""
        attempt = self.receive(response, fetch)
        outcome = await asyncio.to_thread(judge, attempt.capture, attempt.body, fetch.source)
        if outcome is Outcome.JS_REQUIRED:
            yield self._ask(replace(fetch, previous=None, in_browser=True))
        else:
            yield attempt

    async def receive_index(self, response: Any, fetch: Fetch) -> AsyncIterator[Any]:
        """Make an answer into the fetch's attempt, and ask for what its links lead to."""
        yield self.receive(response, fetch)
        if self.follower is None or response.status != 200 or not response.body:
            return
        content_type = _read_header(response, "content-type")
        followed = await asyncio.to_thread(self.follower.follow, fetch, response.body, content_type)
        if followed and self.on_follow is not None:
            self.on_follow(fetch.source.publisher, len(followed))
        for other in followed:
            try:
                yield self._ask(other)
            except ValueError as error:  # what a page calls a link may be none to Scrapy
                self.logger.info("%s: no request can be made (%s)", other.address, error)
                yield self._fail(other, Outcome.CONNECTION_ERROR, None)

    def fail(self, failure: Any) -> Attempt:
        """Make a failure of the transport into the fetch's attempt."""
        request = failure.request
        fetch: Fetch = request.cb_kwargs["fetch"]
        self.logger.info("%s: %s", fetch.address, failure.value)
        return self._fail(fetch, find_outcome(failure.value), _find_final_address(request.url, request))

    def note_attempt(self, item: Attempt) -> None:
        """Let one more of the host's requests wait, as one has come to its end, whichever that is."""
        self._turns.end(item.capture.source, item.capture.address)

    def note_spider_error(self, failure: Any, response: Any) -> None:
        """Report an error in the code above: the publisher's crawl has crashed, the others' go on."""
        request = getattr(response, "request", None) or failure.request
        fetch: Fetch = request.cb_kwargs["fetch"]
        self._turns.end(fetch.source.id, fetch.address)
        self.on_crash(fetch.source.publisher, _describe(failure))

    def note_item_error(self, item: Attempt, failure: Any) -> None:
        """Report an error while an attempt was kept."""
        self.note_attempt(item)
        self.on_crash(item.source.publisher, _describe(failure))

    def _ask(self, fetch: Fetch) -> Any:
        headers = {"Accept-Language": choose_languages(fetch.source)}
        if fetch.previous is not None:
            asked = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
            headers |= {name: value for name, kept in asked.items() if (value := fetch.previous.header(kept))}
        meta = {"may_loopback": fetch.source.loopback} | (browser_meta() if fetch.in_browser else {})
        return Request(
            fetch.address, headers=headers, callback=self._choose_callback(fetch), errback=self.fail,
            cb_kwargs={"fetch": fetch}, meta=meta, dont_filter=True,
        )

    def _choose_callback(self, fetch: Fetch) -> Callable[..., Any]:
        if fetch.role:
            return self.receive_index
        may_browse = self.has_browser and not fetch.in_browser and fetch.source.browser == "on_js_required"
        return self.receive_or_browse if may_browse else self.receive

    def _fail(self, fetch: Fetch, outcome: Outcome, final_address: str | None) -> Attempt:
        capture = Capture(
            fetch.source.id, fetch.address, self.instant, _method_of(fetch), final_address=final_address, error=outcome,
            role=fetch.role,
        )  # fmt: skip
        return Attempt(fetch.source, capture)


def _method_of(fetch: Fetch) -> str:
    return "browser" if fetch.in_browser else "crawl"


def choose_languages(source: Source) -> str:
    """Return the Accept-Language for a source: what it declares first, the same in other script or country after."""
    if source.language == "zh-Hans":
        return "zh-CN,zh;q=0.9,en;q=0.3"
    if source.language == "zh-Hant":
        return "zh-TW,zh;q=0.9,en;q=0.3" if source.country == "TW" else "zh-HK,zh-TW;q=0.9,zh;q=0.8,en;q=0.3"
    if source.language == "en":
        return f"en-{source.country},en;q=0.9" if source.country else "en"
    return "*"


def _with(capture: Capture, headers: dict[str, str], **facts: Any) -> Capture:
    return replace(capture, headers=tuple(sorted(headers.items())), **facts)


def _read_header(response: Any, name: str) -> str | None:
    value = response.headers.get(name)
    return None if value is None else value.decode("latin-1").strip()


def _find_final_address(address: str, request: Any) -> str | None:
    """Return where redirects ended, or None where there were none."""
    visited = request.meta.get("redirect_urls")
    final_address = urldefrag(address).url
    return None if not visited or final_address == urldefrag(visited[0]).url else final_address


def _describe(failure: Any) -> str:
    return f"{failure.type.__name__}: {failure.value}"
