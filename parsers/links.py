"""The links of an index: a feed (RSS, Atom), a site map, a listing or any page that leads to others.

What a link is worth is relevance.py's to say, whether it is followed the spiders'. Addresses are made absolute and lose
their fragments; only those of the web are returned.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from urllib.parse import urldefrag, urljoin, urlsplit

import feedparser
from lxml import etree

from parsers.decode import DecodeError, decode
from parsers.pageinfo import read_day
from parsers.pruning import read_tree
from parsers.spacing import fold_space

MOST_LINKS = 50_000  # what a site map may hold (sitemaps.org)
_LARGEST = 50_000_000  # bytes of an unpacked site map
_LONGEST_TITLE = 300
_ENTITIES = re.compile(rb"<!ENTITY", re.I)
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b", re.I)
_FEED = re.compile(rb"<(?:rss|(?:\w+:)?feed|rdf:rdf)\b", re.I)
_NEXT = re.compile(r"^(?:next|older(?: posts)?|下一页|下页|下一頁|后一页|›|»|>)$", re.I)
_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|ico|css|js|mp[34]|avi|mov|zip|rar|exe|apk|dmg|docx?|xlsx?|pptx?)$", re.I
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link: where it leads, what it is called, its day if one is told, and what it is for an index.

    `is_index`: it leads to another index, a nested site map or the next page of a listing.
    """

    address: str
    title: str = ""
    published: date | None = None
    is_index: bool = False


def find_links(body: bytes, content_type: str | None, address: str) -> list[Link]:
    """Find the links of an index body, in its order, each address once; none where it is no index at all.

    A body that declares entities of its own is refused whole: none of them is expanded. Broken XML gives what stands
    before the break. At most MOST_LINKS are returned.
    """
    body = _unpack(body)
    head = body[:2000]
    if _ENTITIES.search(body[:100_000]):
        return []
    if _SITEMAP.search(head):
        found = _read_sitemap(body)
    elif _FEED.search(head):
        found = _read_feed(body)
    else:
        found = _read_page(body, content_type, address)
    links: dict[str, Link] = {}
    for link in found:
        target = _make_absolute(address, link.address)
        if target is not None and target != address and target not in links:
            title = fold_space(link.title).strip()[:_LONGEST_TITLE]
            links[target] = Link(target, title, link.published, link.is_index)
            if len(links) >= MOST_LINKS:
                break
    return list(links.values())


def _unpack(body: bytes) -> bytes:
    """Unpack a packed site map, as far as it is not larger than one may be."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        with gzip.open(BytesIO(body)) as stream:
            return stream.read(_LARGEST)
    except (OSError, EOFError, zlib.error):
        return b""


def _read_sitemap(body: bytes) -> Iterator[Link]:
    """Read a site map or an index of them; news site maps tell titles and days."""
    found: dict[str, str] = {}
    events = etree.iterparse(
        BytesIO(body), events=("end",), resolve_entities=False, no_network=True, recover=True, huge_tree=False
    )
    try:
        for _, element in events:
            name = etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""
            if name in ("url", "sitemap"):
                if "loc" in found:
                    day = read_day(found.get("publication_date") or "")
                    yield Link(found["loc"], found.get("title", ""), day, is_index=name == "sitemap")
                found = {}
                element.clear()
            elif name in ("loc", "title", "publication_date") and element.text:
                found.setdefault(name, element.text.strip())
    except etree.XMLSyntaxError:
        return


def _read_feed(body: bytes) -> Iterator[Link]:
    feed = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    for entry in feed.entries:
        told = entry.get("published") or entry.get("updated") or entry.get("dc_date") or ""
        day = read_day(told) or _read_parsed(entry.get("published_parsed") or entry.get("updated_parsed"))
        if entry.get("link"):
            yield Link(str(entry["link"]), str(entry.get("title", "")), day)


def _read_parsed(parts: object) -> date | None:
    try:
        return date(*parts[:3])  # type: ignore[index]
    except (TypeError, ValueError):
        return None


def _read_page(body: bytes, content_type: str | None, address: str) -> Iterator[Link]:
    try:
        tree = read_tree(decode(body, content_type).text)
    except DecodeError:
        return
    if tree is None:
        return
    base = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    start = _make_absolute(address, base) or address if base else address
    for element in tree.iter("a", "area", "link"):
        href, relation = element.get("href"), (element.get("rel") or "").lower().split()
        if not href or (element.tag == "link" and "next" not in relation) or _NO_PAGE.search(href.partition("?")[0]):
            continue
        text = fold_space("".join(piece for piece in element.itertext() if isinstance(piece, str))).strip()
        title = text or element.get("title") or element.get("aria-label") or ""
        leads_on = "next" in relation or bool(_NEXT.match(text))
        yield Link(_join(start, href) or "", title, read_day(title), is_index=leads_on)


def _make_absolute(base: str, address: str) -> str | None:
    """Return an address as the web's, without its fragment; None for one of another scheme or form."""
    joined = _join(base, address.strip())
    return joined if joined and urlsplit(joined).scheme in ("http", "https") and urlsplit(joined).hostname else None


def _join(base: str, address: str) -> str | None:
    try:
        joined = urldefrag(urljoin(base, address)).url
        urlsplit(joined).port  # noqa: B018  a port that is none is a ValueError
    except ValueError:
        return None
    return joined
