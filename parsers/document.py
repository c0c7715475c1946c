"""Bytes, or text given by others, to a Document.

Here the ways are chosen and joined. Finding blocks belongs to lines.py (plain text), markup.py (HTML), markdown.py and
pdf.py; reading rules out of them to claims.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from lxml import etree

from parsers.articles import find_article_day, read_article
from parsers.decode import decode
from parsers.headings import Line
from parsers.kinds import find_kind, is_spam
from parsers.language import find_language
from parsers.lines import find_blocks, find_blocks_of_lines
from parsers.markdown import looks_like_markdown, read_markdown, split_front_matter
from parsers.markup import read_fragment
from parsers.pageinfo import find_declared_day, find_title, find_visible_day, read_day
from parsers.pruning import prune, read_tree
from parsers.spacing import drop_invisible
from schemas.captures import Capture
from schemas.documents import BlockKind, Document, SourceKind
from schemas.sources import Kind, Source

MAX_BODY_BYTES = 10_000_000  # what is beyond is not read

_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b", re.I | re.S
)
_BLOCK_TAG = re.compile(r"<(?:p|div|br|li|ul|ol|td|tr|table|h[1-6]|span|section|article)\b[^<>]*>", re.I)
_CARRIERS_OWN = frozenset({SourceKind.CARRIER})


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a way of reading found: the text, its lines, and what the page says about itself."""

    text: str
    lines: list[Line] | None = None
    title: str | None = None
    day: date | None = None
    address: str | None = None


def read_text(
    text: str,
    title: str | None = None,
    address: str | None = None,
    language: str | None = None,
    published: date | None = None,
) -> Document:
    """Read a plain text as it stands: `document.text` is the very text given, blocks are found from its lines."""
    return Document(
        text=text,
        blocks=find_blocks(text, title),
        title=title,
        language=language or find_language(text),
        kind=find_kind(text, title, address),
        published=published,
        address=address,
    )


def read_document(body: bytes, capture: Capture, source: Source) -> Document:
    """Read a body (HTML, Markdown, plain text or PDF) into a Document; at most MAX_BODY_BYTES of it are read.

    DecodeError where the bytes are no text in any encoding, DeclarationError where a selector of the source is none.
    """
    if b"%PDF-" in body[:1024]:
        from parsers.pdf import read_pdf

        text, lines, title = read_pdf(body)
        return _make_document(_Reading(text, lines, title), capture, source, None, None)
    content_type = capture.header("content-type")
    decoded = decode(body[:MAX_BODY_BYTES], content_type)
    fields, text = split_front_matter(decoded.text)
    reading = _read_by_form(text, content_type, capture, bool(fields), source)
    if fields:
        reading = _Reading(
            reading.text,
            reading.lines,
            fields.get("title", reading.title),
            read_day(fields["date"]) if "date" in fields else reading.day,
            next((fields[name] for name in ("url", "link", "source_url", "permalink") if name in fields), None),
        )
    return _make_document(reading, capture, source, decoded.encoding, decoded.reason)


def _read_by_form(text: str, content_type: str | None, capture: Capture, is_marked: bool, source: Source) -> _Reading:
    """Choose how to read a text: as HTML, as Markdown, or as plain lines."""
    declared = (content_type or "").partition(";")[0].strip().lower()
    if _is_html(text, declared):
        return _read_html(text, source, capture.captured_at.date() + timedelta(days=1))
    path = capture.address.partition("?")[0].lower()
    if declared == "text/markdown" or path.endswith((".md", ".markdown")) or is_marked or looks_like_markdown(text):
        clean, lines = read_markdown(text)
        return _Reading(clean, lines)
    return _Reading(drop_invisible(text.replace("\r\n", "\n")))


def _is_html(text: str, declared: str) -> bool:
    if _HTML_START.match(text[:5000]):
        return True
    sample = text[:20_000]
    tags = len(_BLOCK_TAG.findall(sample))
    if declared in ("text/html", "application/xhtml+xml"):
        return tags > 0
    lines = sum(1 for line in sample.split("\n") if line.strip())
    return tags >= 2 and (sample.lstrip().startswith("<") or tags * 2 > lines)


def _read_html(text: str, source: Source, latest: date) -> _Reading:
    tree = read_tree(text)
    if tree is None:
        return _Reading("")
    title, day = find_title(tree), find_declared_day(tree)
    if source.tier is SourceKind.NEWS and not source.select and not source.remove:
        article = read_article(text)
        day = day or find_article_day(text, latest)
        if article is not None:
            return _Reading(*article, title, day)
    parts = prune(tree, source.select, source.remove, source.id)
    html = "".join(etree.tostring(part, encoding="unicode", method="html", with_tail=False) for part in parts)
    clean, lines = read_fragment(html)
    return _Reading(clean, lines, title, day)


def _make_document(
    reading: _Reading, capture: Capture, source: Source, encoding: str | None, reason: str | None
) -> Document:
    text = reading.text
    if reading.lines is None:
        blocks = find_blocks(text, reading.title)
    else:
        blocks = find_blocks_of_lines(text, reading.lines, reading.title)
    title = reading.title or source.title
    if title is None and blocks and blocks[0].kind is BlockKind.HEADING:
        title = text[blocks[0].start : blocks[0].end]
    address = reading.address or capture.address
    kind = _decide_kind(text, title, address, source)
    language = find_language(text)
    return Document(
        text=text,
        blocks=blocks,
        title=title,
        language=source.language if language == "und" and source.language else language,
        kind=kind,
        published=_decide_day(reading, capture, source, kind),
        address=address,
        encoding=encoding,
        encoding_reason=reason,
        carriers=source.carriers,
        regions=source.regions,
    )


def _decide_kind(text: str, title: str | None, address: str, source: Source) -> SourceKind:
    """Believe the declaration, except that a find of a search or a folder is judged, and that spam is spam."""
    if source.tier is SourceKind.AGGREGATOR and source.kind in (Kind.DISCOVERY, Kind.FOLDER):
        return find_kind(text, title, address)
    if source.tier in (SourceKind.AGGREGATOR, SourceKind.COMMUNITY) and is_spam(text, title):
        return SourceKind.SPAM
    return source.tier


def _decide_day(reading: _Reading, capture: Capture, source: Source, kind: SourceKind) -> date | None:
    """A carrier's page holds until it changes, so only a declared day counts for it; others speak on their day."""
    declared = capture.published or source.published
    if declared or kind in _CARRIERS_OWN:
        return declared
    day = reading.day or find_visible_day(reading.text)
    return day if day and day <= capture.captured_at.date() + timedelta(days=1) else None
