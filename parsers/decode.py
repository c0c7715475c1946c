"""Bytes to text: which encoding a body is in, and why that one.

Declarations are believed only when the bytes bear them out, for the common traps are a header that says ISO-8859-1 or
UTF-8 over a GBK body, and GB 18030 accepting almost any Big5. What the text is about does not belong here.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from schemas.errors import LinewatchError

Reason = Literal["bom", "header", "meta", "trial", "repaired", "detected"]

_HEAD_BYTES = 4096
_SAMPLE = 200_000  # characters at either end that a judgement looks at
_PLAUSIBLE = 0.7  # of the characters beyond ASCII are common ones or punctuation
_PLAUSIBLE_IF_DECLARED = 0.5
_REPAIRABLE = 0.005  # of the characters beyond ASCII may be broken
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_BINARY = (
    b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF", b"BM", b"\x7fELF", b"MZ",
    b"Rar!", b"7z\xbc\xaf", b"OggS", b"ID3", b"\x00\x00\x01\x00", b"\xd0\xcf\x11\xe0", b"wOFF", b"wOF2", b"(\xb5/\xfd",
)  # fmt: skip
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)", re.I
)
_FAMILIES = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "hz": "hz", "cp936": "gb18030",
    "big5": "big5hkscs", "big5hkscs": "big5hkscs", "cp950": "big5hkscs",
    "ascii": "cp1252", "iso8859-1": "cp1252", "cp1252": "cp1252", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
_LABELS = {"x-gbk": "gbk", "gb_2312-80": "gb2312", "chinese": "gb2312", "big5-hkscs": "big5hkscs", "x-x-big5": "big5"}
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_RUBBISH = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff\ue000-\uf8ff\U000f0000-\U0010ffff]")
_BROKEN = re.compile("[\x00\ufffd]")
_EAST_ASIAN_SIGNS = re.compile(
    "[\u2010-\u2026\u2103\u2160-\u217f\u2190-\u2193\u2460-\u249b\u3000-\u3020\uff01-\uff5e\uffe0-\uffe5·×÷°§±€©®\xa0]"
)
# Characters of which a quarter or more of any running Chinese text consists, in both scripts.
_FREQUENT = frozenset(
    "的一是不了在人有我他这这個个们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之年过過发發后後作里裡"
    "用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心本前开開但因只从從想实實日者意"
    "无無力它与與长長把机機十第公此已工使情明知全三又关關点點正业業外将將两兩高间間由问問很最重并並物手应應向文体體相见見利二等产產或新"
    "月话話合回特代内內信表化给給位次度门門先通提及员員解水名处處各入几幾条條平系气氣题題更别別打电電数數安少报報务務接件计計管期市"
    "直资資金指统統区區保至便司交规規万萬取确確让讓带帶运運号號户戶费費卡帐帳单單须須客服请請办辦"
)
_WESTERN = re.compile("[A-Za-zÀ-ÖØ-öø-ÿŒœŠšŽžŸ£€¥¢©®™°·«»¿¡§¶±×÷½¼¾²³¹ºªµ´¸¨¯¤¦¬\xa0\xad‘’‚“”„–—…•†‡‰‹›ƒˆ˜]")


class DecodeError(LinewatchError):
    """No encoding fits a body without rubbish, or the body is no text at all."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding that won, and why: `bom`, `header`, `meta`, `trial`, `repaired` (a few bytes were broken) or
    `detected` (a guess by statistics)."""

    text: str
    encoding: str
    reason: Reason


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Decode a body; `content_type` is the header's value. DecodeError where nothing fits without rubbish."""
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            text = _try(body[len(bom) :], encoding)
            if text is not None:
                return Decoded(text, encoding, "bom")
    if is_binary(body):
        raise DecodeError("the body is no text: it begins like a file of another kind, or holds NUL bytes")
    if body.isascii():
        return Decoded(body.decode("ascii"), "utf-8", "trial")
    for encoding, reason in _declarations(body, content_type):
        text = _try_declared(body, encoding)
        if text is not None:
            return Decoded(text, encoding, reason)
    decoded = _decode_by_trial(body) or _repair(body) or _detect(body)
    if decoded is None:
        raise DecodeError("no encoding fits the body without rubbish; see what the server sent")
    return decoded


def is_binary(body: bytes) -> bool:
    """Tell whether a body without a byte order mark is no text: a known file signature or NUL bytes."""
    return body.startswith(_BINARY) or b"\x00" in body[:_HEAD_BYTES]


def _declarations(body: bytes, content_type: str | None) -> Iterator[tuple[str, Reason]]:
    header = _HEADER_CHARSET.search(content_type or "")
    if header:
        encoding = _find_codec(header[1])
        if encoding:
            yield encoding, "header"
    meta = _META_CHARSET.search(body[:_HEAD_BYTES])
    if meta:
        encoding = _find_codec((meta[1] or meta[2]).decode("ascii"))
        if encoding:
            yield "utf-8" if encoding.startswith("utf-16") else encoding, "meta"


def _find_codec(label: str) -> str | None:
    """Find the codec for a declared charset; a subset is read as its superset, as browsers do."""
    try:
        name = codecs.lookup(_LABELS.get(label.lower(), label)).name
    except LookupError:
        return None
    return _FAMILIES.get(name, name)


def _try(body: bytes, encoding: str) -> str | None:
    """Decode strictly, but for a character cut off at the very end."""
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(body, False)
    except (UnicodeDecodeError, LookupError):
        return None


def _try_declared(body: bytes, encoding: str) -> str | None:
    text = _try(body, encoding)
    if text is None:
        return None
    if encoding == "utf-8":
        return None if _share(_BROKEN, text) > _REPAIRABLE else text
    if encoding in ("gb18030", "big5hkscs"):
        if _is_sensible_utf8(body):
            return None
        return text if _measure_chinese(text, encoding) >= _PLAUSIBLE_IF_DECLARED else None
    if _try(body, "utf-8") is not None or _share(_RUBBISH, text) > 0:
        return None
    return text if encoding != "cp1252" or _is_western(text, body) else None


def _decode_by_trial(body: bytes) -> Decoded | None:
    """Try UTF-8, then the more plausible of GB 18030 and Big5, then Windows-1252."""
    text = _try(body, "utf-8")
    if text is not None and _share(_BROKEN, text) <= _REPAIRABLE:
        return Decoded(text, "utf-8", "trial")
    best: tuple[float, str, str] | None = None
    for encoding in ("gb18030", "big5hkscs"):
        text = _try(body, encoding)
        if text is not None:
            score = _measure_chinese(text, encoding)
            if best is None or score > best[0]:
                best = (score, encoding, text)
    if best and best[0] >= _PLAUSIBLE:
        return Decoded(best[2], best[1], "trial")
    text = _try(body, "cp1252")
    return Decoded(text, "cp1252", "trial") if text is not None and _is_western(text, body) else None


def _repair(body: bytes) -> Decoded | None:
    """Accept a few broken bytes in a body that is otherwise clearly in one encoding."""
    for encoding in ("utf-8", "gb18030", "big5hkscs"):
        text = body.decode(encoding, "replace")
        if _share(_BROKEN, text) > _REPAIRABLE:
            continue
        if encoding == "utf-8" or _measure_chinese(text, encoding) >= _PLAUSIBLE:
            return Decoded(text, encoding, "repaired")
    return None


def _detect(body: bytes) -> Decoded | None:
    import chardet

    encoding = chardet.detect(body[: 64 * 1024])["encoding"]
    codec = _find_codec(encoding) if encoding else None
    text = _try(body, codec) if codec and codec not in ("utf-8", "gb18030", "big5hkscs", "cp1252") else None
    if codec is None or text is None or _share(_RUBBISH, text) > 0:
        return None
    return Decoded(text, codec, "detected")


def _share(pattern: re.Pattern[str], text: str) -> float:
    """The number of matches against the number of characters beyond ASCII."""
    sample = _sample(text)
    found = len(pattern.findall(sample))
    return found / max(1, len(_BEYOND_ASCII.findall(sample))) if found else 0.0


def _measure_chinese(text: str, encoding: str) -> float:
    """Measure how much of a text beyond ASCII is common Chinese: 0 to 1; rubbish counts against it.

    Korean or Japanese bytes, read as Chinese, give common characters, but hardly any of the most frequent.
    """
    characters = _BEYOND_ASCII.findall(_sample(text))
    if not characters:
        return 1.0
    common = _common_characters(encoding)
    words = [character for character in characters if "\u4e00" <= character <= "\u9fff"]
    if len(words) >= 12 and sum(character in _FREQUENT for character in words) < 0.12 * len(words):
        return 0.0
    signs = sum(bool(_EAST_ASIAN_SIGNS.match(character)) for character in characters)
    rubbish = sum(bool(_RUBBISH.match(character)) for character in characters)
    return (sum(character in common for character in words) + signs - 5 * rubbish) / len(characters)


def _sample(text: str) -> str:
    return text if len(text) <= 2 * _SAMPLE else text[:_SAMPLE] + text[-_SAMPLE:]


@cache
def _common_characters(encoding: str) -> frozenset[str]:
    """The first level of GB 2312 (3,755 characters) or of Big5 (5,401), in which nearly all running text is written."""
    leads, trails = (range(0xB0, 0xD8), range(0xA1, 0xFF))
    if encoding == "big5hkscs":
        leads, trails = range(0xA4, 0xC7), range(0x40, 0xFF)
    table = (bytes((lead, trail)).decode(encoding, "ignore") for lead in leads for trail in trails)
    return frozenset(character for entry in table for character in entry if "\u4e00" <= character <= "\u9fff")


def _is_sensible_utf8(body: bytes) -> bool:
    """Tell whether a body is UTF-8 after all: it decodes, and to Western or Chinese characters only."""
    text = _try(body, "utf-8")
    if text is None:
        return False
    signs = _BEYOND_ASCII.findall(_sample(text))
    return all(
        "\u4e00" <= character <= "\u9fff" or _WESTERN.match(character) or _EAST_ASIAN_SIGNS.match(character)
        for character in signs
    )


def _is_western(text: str, body: bytes) -> bool:
    """Tell whether high bytes stand alone among ASCII, as in £20 or café, and not in the pairs of Chinese."""
    beyond = _BEYOND_ASCII.findall(text)
    if len(beyond) * 4 > len(text) or not all(_WESTERN.match(character) for character in beyond):
        return False
    pairs = len(re.findall(rb"[\x81-\xfe]{2}", body))
    return pairs * 4 <= len(beyond)
