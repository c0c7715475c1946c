"""What protects a crawl from the web: the way that requests take, and the unpacking of answers.

What protects the web from a crawl is in courtesy.py. Each refuses by failures.Refused, so that the attempt ends as a
capture with an outcome.
"""

# mypy: allow-subclassing-any

from __future__ import annotations

import zlib
from typing import Any

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.exceptions import IgnoreRequest

from schemas.addresses import find_host, is_internal, is_loopback
from schemas.captures import Outcome
from spiders.failures import Refused
from spiders.reach import stays_local

_HEAD_BYTES = 16_384  # in which a refresh stands: Scrapy looks at the first 4,096 characters


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


class Refreshes(MetaRefreshMiddleware):
    """Follows a page's own refresh as Scrapy does, without decoding the pages that have none."""

    def process_response(self, request: Any, response: Any) -> Any:
        """Return the answer, or the request to which its refresh leads."""
        if b"refresh" not in response.body[:_HEAD_BYTES].lower():
            return response
        return super().process_response(request, response)


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
