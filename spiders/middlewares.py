"""What stands between a crawl and the web: the way that requests take, robots.txt, and the unpacking of answers.

Each refuses by failures.Refused, so that the attempt ends as a capture with an outcome.
"""

# mypy: allow-subclassing-any

from __future__ import annotations

import asyncio
import zlib
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser

from schemas.addresses import find_host, is_internal, is_loopback
from schemas.captures import Outcome
from spiders.failures import Refused, find_outcome
from spiders.reach import stays_local

_ROBOTS_BYTES = 512_000  # what is read of a longer robots.txt (RFC 9309 asks for 500 KiB at least)
_UNREACHABLE = frozenset({Outcome.DNS_ERROR, Outcome.TLS_ERROR, Outcome.CONNECTION_ERROR})


class Reach:
    """Sends every request by the way that the run declares, and none further than the run may go.

    Redirects on every hop and requests for robots.txt come through here too. None leads to an address that is not
    public, except to loopback for a source that declares it; nor to others' servers in a run without a contact.
    """

    def __init__(self, proxy: str | None, may_leave: bool) -> None:
        self._proxy = proxy
        self._may_leave = may_leave

    @classmethod
    def from_crawler(cls, crawler: Any) -> Reach:
        """Make the middleware from the crawl's settings."""
        return cls(crawler.settings["LINEWATCH_PROXY"], crawler.settings.getbool("LINEWATCH_MAY_LEAVE"))

    def process_request(self, request: Any) -> None:
        """Set the request's proxy, or refuse it with `moved_off_site`."""
        why = self.find_refusal(request.url, request.meta.get("may_loopback", False))
        if why is not None:
            raise Refused(Outcome.MOVED_OFF_SITE, f"{request.url}: {why}")
        if self._proxy is not None:
            request.meta["proxy"] = self._proxy
        elif is_loopback(find_host(request.url)):
            request.meta["proxy"] = None  # a proxy of the environment is for the outside
        elif request.meta.get("proxy", "") is None:
            del request.meta["proxy"]

    def find_refusal(self, address: str, may_loopback: bool) -> str | None:
        """Say why an address must not be asked, or None where it may."""
        host = find_host(address)
        if not address.startswith(("http://", "https://")) or not host:
            return "is no web address"
        if is_internal(host) and not (may_loopback and is_loopback(host)):
            return "is no public address"
        if not self._may_leave and not stays_local(address, self._proxy):
            return "leads off this machine in a run without a contact"
        return None


class Robots:
    """Asks each host's robots.txt once a run and holds to it.

    Any 4xx allows everything; 5xx, time-outs and answers too large deny the host for this run. Where the host cannot be
    reached at all, its pages have that outcome.
    """

    def __init__(self, crawler: Any) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured("robots.txt is always obeyed; leave ROBOTSTXT_OBEY on")
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._answers: dict[str, asyncio.Future[Any]] = {}

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
        if not rules.allowed(request.url, self._agent):
            raise Refused(Outcome.ROBOTS_DENIED, f"{request.url}: robots.txt does not allow it")

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
        return ProtegoRobotParser.from_crawler(self._crawler, body)


class Decompression(HttpCompressionMiddleware):
    """Unpacks answers as Scrapy does, but takes no half of one: what is cut off or cannot be unpacked is refused."""

    def process_response(self, request: Any, response: Any) -> Any:
        """Return the unpacked answer; refuses with `too_large` or `connection_error`."""
        encodings = b",".join(response.headers.getlist("Content-Encoding")).lower().replace(b" ", b"")
        if encodings in {b"gzip", b"x-gzip"} and _is_cut_off(response.body, self._max_size):
            raise Refused(Outcome.CONNECTION_ERROR, f"{response.url}: the compressed answer is cut off or damaged")
        try:
            return super().process_response(request, response)
        except IgnoreRequest as refusal:
            raise Refused(Outcome.TOO_LARGE, str(refusal)) from refusal
        except (OSError, EOFError, ValueError, RuntimeError, zlib.error) as damage:
            raise Refused(Outcome.CONNECTION_ERROR, f"{response.url}: cannot be unpacked ({damage!r})") from damage


def _is_cut_off(body: bytes, max_bytes: int) -> bool:
    """Return whether gzip data breaks or ends before its end mark, within the size that is taken at all."""
    if not body:
        return False
    unpacker = zlib.decompressobj(wbits=31)
    unpacked_bytes = 0
    try:
        while body and not unpacker.eof and unpacked_bytes <= max_bytes:
            unpacked_bytes += len(unpacker.decompress(body, 1 << 20))
            body = unpacker.unconsumed_tail
    except zlib.error:
        return True
    return not unpacker.eof and unpacked_bytes <= max_bytes
