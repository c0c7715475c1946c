"""Masking what identifies a private person in community pages, before their bytes are kept.

Masked are mobile numbers, identity numbers, e-mail addresses and the author fields that a source declares. Hotlines
stay, and so do names in running text. What is masked once is gone, so MASKER names the rules that did it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from lxml import etree

from parsers.decode import DecodeError, decode
from parsers.pruning import find_all, read_tree

MASKER = "1"

_MARK = "█"
_ASCII_MARK = b"*"
_GAP = r"[ \-.·]?"
_CODE = r"(?:(?:\+|00)[ ]?{}[ \-]?)"
# By country, since a number that is a person's in one place is a hotline in another.
_MOBILES = {
    "CN": rf"{_CODE.format('86')}?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}",
    "HK": rf"{_CODE.format('852')}?[5-79]\d{{3}}{_GAP}\d{{4}}",
    "MO": rf"{_CODE.format('853')}?6\d{{3}}{_GAP}\d{{4}}",
    "TW": rf"(?:{_CODE.format('886')}|0)9\d\d{_GAP}\d{{3}}{_GAP}\d{{3}}",
    "PH": rf"(?:{_CODE.format('63')}|0)9\d\d{_GAP}\d{{3}}{_GAP}\d{{4}}",
    "GB": rf"(?:{_CODE.format('44')}(?:\(0\))?|0)7\d\d\d{_GAP}\d{{3}}{_GAP}\d{{3}}",
    "IE": rf"(?:{_CODE.format('353')}|0)8[35-9]{_GAP}\d{{3}}{_GAP}\d{{4}}",
    "SG": rf"{_CODE.format('65')}?[89]\d{{3}}{_GAP}\d{{4}}",
    "AU": rf"(?:{_CODE.format('61')}|0)4\d\d{_GAP}\d{{3}}{_GAP}\d{{3}}",
    "IN": rf"{_CODE.format('91')}?[6-9]\d{{4}}{_GAP}\d{{5}}",
    "US": rf"{_CODE.format('1')}?\(?(?!8(?:00|33|44|55|66|77|88))[2-9]\d\d\)?{_GAP}\d{{3}}{_GAP}\d{{4}}",
}
_MOBILES["CA"] = _MOBILES["US"]
# Everywhere: numbers that nothing but a person's mobile line has, whichever country's forum they are written in.
_PLAIN = ("CN", "TW", "PH", "GB")
_IDENTITY = r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]|[A-Z][12]\d{8}|[A-Z]\d{6}\([\dA]\)"
_MAIL = r"[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}@(?:[A-Za-z0-9\-]{1,63}\.){1,4}[A-Za-z]{2,24}"
_FULL_WIDTH = {ord("０") + digit: ord("0") + digit for digit in range(10)} | {ord("＠"): ord("@"), ord("－"): ord("-")}


def mask_body(
    body: bytes, content_type: str | None, country: str | None, authors: Sequence[str] = (), where: str = ""
) -> bytes:
    """Return a body in which private persons' marks are overwritten, in the encoding that it came in.

    `authors` are CSS selectors of author fields of the source `where`, whose text is overwritten whole;
    DeclarationError where one is none. A body that no encoding fits has its ASCII numbers and addresses masked. Equal
    bodies give equal bytes, and what is masked already stays as it is.
    """
    try:
        decoded = decode(body, content_type)
    except DecodeError:
        return _mask_bytes(body, country)
    text = decoded.text
    if authors:
        text = _mask_authors(text, authors, where)
    masked = mask_text(text, country)
    if masked == decoded.text:
        return body
    return masked.encode(decoded.encoding, "xmlcharrefreplace")


def mask_text(text: str, country: str | None) -> str:
    """Overwrite mobile numbers, identity numbers and e-mail addresses in a text; its length stays."""
    flat = text.translate(_FULL_WIDTH)
    pieces, end = [], 0
    for match in _pattern(country).finditer(flat):
        pieces += [text[end : match.start()], _MARK * len(match[0])]
        end = match.end()
    return "".join([*pieces, text[end:]])


@cache
def _pattern(country: str | None) -> re.Pattern[str]:
    countries = dict.fromkeys((*_PLAIN, *([country] if country in _MOBILES else [])))
    mobiles = "|".join(_MOBILES[name] for name in countries)
    return re.compile(rf"{_MAIL}|(?<![\dA-Za-z])(?:{_IDENTITY})(?![\dA-Za-z])|(?<![\d+])(?:{mobiles})(?!\d)")


def _mask_bytes(body: bytes, country: str | None) -> bytes:
    masked = mask_text(body.decode("latin-1"), country)
    return masked.replace(_MARK, _ASCII_MARK.decode()).encode("latin-1")


def _mask_authors(text: str, authors: Sequence[str], where: str) -> str:
    """Overwrite the text and the telling attributes of author fields; a text without any of them stays as it is."""
    tree = read_tree(text)
    found = [] if tree is None else find_all(tree, authors, where)
    if not found or tree is None:
        return text
    for element in found:
        for inner in element.iter():
            inner.text = _MARK if inner.text and inner.text.strip() else inner.text
            if inner is not element:
                inner.tail = _MARK if inner.tail and inner.tail.strip() else inner.tail
            for name in ("href", "title", "alt", "src", "data-user", "data-author", "aria-label"):
                inner.attrib.pop(name, "")
    return etree.tostring(tree, encoding="unicode", method="html")
