"""What a page says about itself: its title, and the day on which it was published.

The text is read elsewhere; whether a kind of source has a publishing date at all is decided in document.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date

from lxml import etree

from parsers.numerals import MONTHS
from parsers.spacing import fold_space

_DATE_NAMES = frozenset(
    {"article:published_time", "og:published_time", "og:pubdate", "pubdate", "publishdate", "publish_date",
     "publish-date", "publishedtime", "publicationdate", "date", "dc.date", "dc.date.issued", "dcterms.issued",
     "dcterms.created", "datepublished", "sailthru.date", "parsely-pub-date", "weibo: article:create_at", "apub:time"}
)  # fmt: skip
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_COMPACT_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_FIRST = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s({_MONTH})\.?,?\s((?:19|20)\d\d)(?!\d)", re.I)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\.?\s(\d{{1,2}})(?:st|nd|rd|th)?,?\s((?:19|20)\d\d)(?!\d)", re.I)
_DATE_LABEL = re.compile(
    r"发布|發布|发表|發佈|刊登|刊发|更新|时间|時間|日期|公布|印发|来源|來源|浏览|点击|阅读|published|posted|updated|date",
    re.I,
)
_HEAD = 600  # characters at the beginning of a text in which its date would stand
_EARLIEST = date(1995, 1, 1)


def find_title(tree: etree._Element) -> str | None:
    """Find the title of a page: the one `h1` that its title repeats, else what it declares, else the `h1`."""
    found = [element for element in tree.iter("title") if all(above.tag != "svg" for above in element.iterancestors())]
    title = next((text for element in found if (text := fold_space(_text(element)).strip())), None)
    headings = [text for element in tree.iter("h1") if (text := fold_space(_text(element)).strip())]
    declared = next((text for name, text in _metas(tree) if name == "og:title"), None)
    if len(headings) == 1 and len(headings[0]) >= 4 and headings[0] in (title or ""):
        return headings[0]
    return declared or title or (headings[0] if headings else None)


def find_declared_day(tree: etree._Element) -> date | None:
    """Find the publishing day in meta tags, JSON-LD or `time` elements."""
    for name, content in _metas(tree):
        if name in _DATE_NAMES and (day := read_day(content)):
            return day
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json" and (day := _find_in_linked_data(script.text or "")):
            return day
    for element in tree.iter("time"):
        if element.get("pubdate") is not None or element.get("itemprop") == "datePublished":
            return read_day(element.get("datetime") or _text(element))
    times = [element.get("datetime") or "" for element in tree.iter("time")]
    return read_day(times[0]) if len(times) == 1 else None


def find_visible_day(text: str) -> date | None:
    """Find the day that stands near the beginning of a text, alone in a short line or beside a word for it."""
    for line in text[:_HEAD].split("\n"):
        if len(line) <= 30 or (len(line) <= 120 and _DATE_LABEL.search(line)):
            day = read_day(line)
            if day:
                return day
    return None


def read_day(text: str) -> date | None:
    """Read the first day written in a text (2022-02-15, 2022年2月15日, 15 Feb 2022, February 15, 2022, 20220215)."""
    for pattern, order in ((_DAY, "ymd"), (_DAY_FIRST, "dmy"), (_MONTH_FIRST, "mdy"), (_COMPACT_DAY, "ymd")):
        match = pattern.search(text)
        if match:
            parts = dict(zip(order, match.groups(), strict=True))
            month = MONTHS.get(parts["m"].lower())
            return _make_day(int(parts["y"]), month or int(parts["m"]), int(parts["d"]))
    return None


def _make_day(year: int, month: int, day: int) -> date | None:
    try:
        made = date(year, month, day)
    except ValueError:
        return None
    return made if made >= _EARLIEST else None


def _metas(tree: etree._Element) -> Iterator[tuple[str, str]]:
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content:
            yield name.lower(), fold_space(content).strip()


def _find_in_linked_data(text: str) -> date | None:
    try:
        queue = [json.loads(text)]
    except (ValueError, RecursionError):
        return None
    while queue:
        item = queue.pop(0)
        if isinstance(item, list):
            queue.extend(item)
        elif isinstance(item, dict):
            published = item.get("datePublished")
            if isinstance(published, str):
                return read_day(published)
            queue.extend(value for value in item.values() if isinstance(value, list | dict))
    return None


def _text(element: etree._Element) -> str:
    return "".join(text for text in element.itertext() if isinstance(text, str))
