"""What a capture turned out to be: the page that was wanted, an error, a wall, a captcha, nothing.

A pure function of the transport's facts, the body and the declaration, computed again on every replay, so that a better
judge corrects the past. The words are data (outcomes.toml, read by walls.py). What a good page says belongs to
claims.py; that a page shrank against its predecessors is decided in the warehouse.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from parsers.decode import DecodeError, decode, is_binary
from parsers.document import MAX_BODY_BYTES, read_document
from parsers.keys import fold_key
from parsers.language import count_scripts
from parsers.relevance import weigh
from parsers.walls import NEAR_START, find_inside, find_wall, load_words
from schemas.captures import Capture, Outcome
from schemas.carriers import load_carriers
from schemas.documents import Document
from schemas.sources import Kind, Source

_SHORT = 900  # columns (a Chinese character counts two): a longer main text is no wall
_SHORT_UNDER_TITLE = 3000  # where the title alone says what the page is
_VERY_SHORT = 300
_LONG = 8000  # characters: no error page has more, whatever its menus
_LITTLE = 40  # columns: less is no page
_FEW_FOR_A_SHELL = 160
_STATUSES = {
    304: Outcome.NOT_MODIFIED, 404: Outcome.GONE, 410: Outcome.GONE, 408: Outcome.TIMEOUT, 429: Outcome.RATE_LIMITED,
    204: Outcome.EMPTY, 205: Outcome.EMPTY, 413: Outcome.TOO_LARGE, 415: Outcome.WRONG_TYPE,
}  # fmt: skip
_READABLE_TYPE = re.compile(
    r"text/(?!css|javascript|csv|calendar|x-)|application/(?:xhtml\+xml|pdf|x-pdf|octet-stream)|binary/|$"
)
_FEED_START = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml|<rss|<feed|<urlset|<sitemapindex|<rdf|\{)", re.I)
_JSON_START = re.compile(rb"\s*(?:\{\s*\"|\[\s*[\{\[\"])")
_ANY_TAG = re.compile(rb"<(?:html|body|div|p|head)\b|<!doctype\s+html", re.I)
_SECOND_LEVEL = frozenset({"com", "net", "org", "gov", "edu", "co", "ac", "gob", "go", "or", "ne", "mil", "idv"})


def judge(capture: Capture, body: bytes | None, source: Source) -> Outcome:
    """Judge a capture from its transport, then, where that leaves it open, from what its body reads as."""
    source = source.as_of(capture.captured_at.date())
    outcome = judge_transport(capture, body, source)
    if outcome is not Outcome.OK or body is None or capture.role == "index":
        return outcome
    try:
        document = read_document(body, capture, source)
    except DecodeError:
        return judge_unreadable(body)
    return judge_document(capture, document, source, body)


def judge_transport(capture: Capture, body: bytes | None, source: Source) -> Outcome:
    """Judge what needs no reading: errors, status, size, type; OK where nothing speaks against reading the body."""
    if capture.error is not None:
        return capture.error
    is_import = capture.method == "import"
    if not is_import and capture.status is not None:
        outcome = _judge_status(capture, body or b"")
        if outcome is not None:
            return outcome
    if max(len(body or b""), capture.body_bytes) > MAX_BODY_BYTES:
        return Outcome.TOO_LARGE
    if body is None or not body.strip():
        return Outcome.EMPTY
    return _judge_type(capture, body, source) or Outcome.OK


def judge_unreadable(body: bytes) -> Outcome:
    """Judge a body over which reading failed with a DecodeError."""
    return Outcome.WRONG_TYPE if b"%PDF-" in body[:1024] or is_binary(body) else Outcome.WRONG_ENCODING


def judge_document(capture: Capture, document: Document, source: Source, body: bytes | None = None) -> Outcome:
    """Judge a body that was read: walls and error pages first, then whether it is the page that was meant.

    The body is looked at again only where it has hardly any text, to tell an application's shell from an empty page.
    """
    width = _width(document.text)
    if _is_feed(body or b"", source):
        return Outcome.OK
    outcome = _judge_title(document, width) or _judge_words(document, body or b"", width) or _judge_headline(document)
    if outcome is not None:
        return outcome
    is_import = capture.method == "import"
    outcome = None if is_import else _judge_address(capture, document, source, width)
    if outcome is not None:
        return outcome
    is_index = source.kind is Kind.LISTING and capture.address == (source.url or capture.address)
    if width < _LITTLE and not is_index:
        return Outcome.SCANNED if b"%PDF-" in (body or b"")[:1024] else Outcome.EMPTY
    if _is_wrong_language(document, source):
        return Outcome.WRONG_LANGUAGE
    return Outcome.OK if is_index or _is_on_topic(capture, document, source) else Outcome.OFF_TOPIC


def _judge_status(capture: Capture, body: bytes) -> Outcome | None:
    status = capture.status or 0
    if status in _STATUSES:
        return _STATUSES[status]
    if status < 300:
        return None
    if status < 400:
        return Outcome.MOVED_OFF_SITE if _is_elsewhere(capture, capture.header("location")) else Outcome.SERVER_ERROR
    named = find_wall(_raw(body), {Outcome.CAPTCHA, Outcome.LOGIN_WALL}) if len(body) <= MAX_BODY_BYTES else None
    if status == 401:
        return named or Outcome.LOGIN_WALL
    if status >= 500:
        return Outcome.CAPTCHA if named is Outcome.CAPTCHA else Outcome.SERVER_ERROR
    return named or Outcome.BLOCKED


def _judge_type(capture: Capture, body: bytes, source: Source) -> Outcome | None:
    declared = (capture.header("content-type") or "").partition(";")[0].strip().lower()
    if _is_feed(body, source) or (capture.role == "index" and body.startswith(b"\x1f\x8b")):  # a packed site map
        return None
    is_pdf = b"%PDF-" in body[:1024]
    if not is_pdf and not body.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) and is_binary(body):
        return Outcome.WRONG_TYPE
    if _JSON_START.match(body[:200]) and not _ANY_TAG.search(body[:4096]):
        return Outcome.WRONG_TYPE
    is_page = bool(_READABLE_TYPE.match(declared)) or is_pdf or bool(_ANY_TAG.search(body[:4096]))
    return None if is_page else Outcome.WRONG_TYPE


def _judge_title(document: Document, width: int) -> Outcome | None:
    """Believe a title that says nothing but that this is an error or a check."""
    if width > _SHORT_UNDER_TITLE or not document.title:
        return None
    title = re.split(r"\s[-_|–—]\s|[_|]", document.title.strip())[0].strip(" !！.。…")
    for outcome, pattern in load_words().titles:
        if pattern.fullmatch(title):
            return outcome
    return None


def _judge_headline(document: Document) -> Outcome | None:
    """See the error page among long menus: a short block begins with the page being gone, and says it once more."""
    if len(document.text) > _LONG:
        return None
    wall = next(wall for wall in load_words().walls if wall.outcome is Outcome.SOFT_404)
    found = wall.find(document.text, 20)
    if len(found) < 2:
        return None
    starts = [block.start for block in document.blocks if block.end - block.start <= 300]
    is_subject = any(0 <= place - start <= NEAR_START for place in found for start in starts)
    return Outcome.SOFT_404 if is_subject else None


def _judge_words(document: Document, body: bytes, width: int) -> Outcome | None:
    """Look for the words of a wall where the main text is short, and in the mark-up where there is hardly any.

    In a text that is not very short they must begin a block, and little may be said of the subject: the steps of
    ending a line may begin with logging in.
    """
    if width > _SHORT:
        return None
    if width > _VERY_SHORT:
        if len(load_words().subject.findall(document.text)) >= 3:
            return None
        texts = (document.text[block.start : block.end] for block in document.blocks)
        return next((outcome for text in texts if (outcome := find_wall(text, at_start=True))), None)
    found = find_wall(document.text)
    if found is not None or width > _FEW_FOR_A_SHELL:
        return found
    raw = _raw(body)
    for wall in load_words().walls:
        if wall.markup and wall.markup.search(raw):
            return wall.outcome
    if load_words().shell.search(raw):
        return Outcome.JS_REQUIRED
    if find_wall(find_inside(raw, "noscript"), {Outcome.JS_REQUIRED}):
        return Outcome.JS_REQUIRED
    is_script = len(find_inside(raw, "script")) * 2 > len(raw)
    return Outcome.JS_REQUIRED if width < _LITTLE and is_script else None


def _judge_address(capture: Capture, document: Document, source: Source, width: int) -> Outcome | None:
    """Judge where the request was led: to a login, to another site, or to the home page instead of the page."""
    final = capture.final_address
    if not final or final == capture.address:
        return None
    asked, got = urlsplit(capture.address), urlsplit(final)
    login_path = load_words().login_path
    if width <= 2 * _SHORT and login_path.search(got.path) and not login_path.search(asked.path):
        return Outcome.LOGIN_WALL
    if _is_elsewhere(capture, final) and not _is_own_site(got.hostname or "", source):
        return Outcome.MOVED_OFF_SITE
    is_home = got.path.rstrip("/") in ("", "/index.html", "/index") and not got.query
    was_home = asked.path.rstrip("/") in ("", "/index.html", "/index") and not asked.query
    if is_home and not was_home and not (source.anchors and _has_anchor(document, source)):
        return Outcome.SOFT_404
    return None


def _is_elsewhere(capture: Capture, address: str | None) -> bool:
    host = urlsplit(address or "").hostname
    return host is not None and registered_domain(host) != registered_domain(urlsplit(capture.address).hostname or "")


def registered_domain(host: str) -> str:
    """Return the part of a host that somebody registered: two labels, or three under such as `com.hk` and `co.uk`."""
    labels = host.lower().rstrip(".").split(".")
    if len(labels) < 3 or labels[-1].isdigit():
        return host.lower()
    keep = 3 if len(labels[-1]) == 2 and (labels[-2] in _SECOND_LEVEL or len(labels[-2]) <= 2) else 2
    return ".".join(labels[-keep:])


def _is_own_site(host: str, source: Source) -> bool:
    """Tell whether another site of the same carrier took the request over."""
    sites = {site for carrier in source.carriers for site in _sites(carrier)}
    return any(registered_domain(site) == registered_domain(host) for site in sites)


@cache
def _sites(carrier_id: str) -> tuple[str, ...]:
    return next((carrier.sites for carrier in load_carriers() if carrier.id == carrier_id), ())


def _is_wrong_language(document: Document, source: Source) -> bool:
    """Tell whether a text is clearly in another language, or another script, than the one declared."""
    declared, found = source.language, document.language
    if declared is None or declared == found or len(document.text) < 60:
        return False
    if found == "und":
        return declared == "en" and len(document.text) > 400
    if declared[:2] != found[:2]:
        return True
    simplified, traditional = count_scripts(document.text[:20_000])
    wrong, right = (simplified, traditional) if declared == "zh-Hant" else (traditional, simplified)
    return wrong >= 20 and wrong > 9 * right


def _is_feed(body: bytes, source: Source) -> bool:
    return source.kind in (Kind.FEED, Kind.SITEMAP) and _FEED_START.match(body[:200]) is not None


def _is_on_topic(capture: Capture, document: Document, source: Source) -> bool:
    """Tell whether a page is on the subject: by the source's anchors; what an index led to, else by its words."""
    if source.anchors or source.kind not in (Kind.LISTING, Kind.FEED, Kind.SITEMAP):
        return _has_anchor(document, source)
    return weigh(capture.address, title=document.title or "", body=document.text).is_enough


def _has_anchor(document: Document, source: Source) -> bool:
    """Tell whether a word stands in the text that shows it to be on the subject; true where none is declared."""
    if not source.anchors:
        return True
    key = fold_key(f"{document.title or ''}\n{document.text}")
    return any(fold_key(anchor) in key for anchor in source.anchors)


def _raw(body: bytes) -> str:
    try:
        return decode(body[:500_000]).text
    except DecodeError:
        return ""


def _width(text: str) -> int:
    """Measure a text in columns, as far as it matters, without its white space."""
    words = "".join(text[:4000].split())
    return (len(words) + len(words.encode("utf-8", "replace"))) // 2
