"""The marks that begin an item of an enumeration: bullets, 1. 1、 (1) ① a) 一、 （一） 第三条 2.1.

What a marked line is (a heading or an item of a list) is decided in lines.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.numerals import read_number

_CHINESE = "[一二三四五六七八九十百零〇]{1,4}"
_UNITS = r"\d%％元万亿億萬折gGmMkK倍年月天日个個小时時米"
_MARKERS = (
    ("1.1.1", re.compile(r"\d{1,2}(?:[.．]\d{1,2}){2,3}[.、．]?(?![\d/:])")),
    ("1.1", re.compile(rf"\d{{1,2}}[.．]\d{{1,2}}[.、．]?(?![{_UNITS}/:.])")),
    ("1.", re.compile(r"(\d{1,3})\s?[.．](?![\d])")),
    ("1、", re.compile(r"(\d{1,3})\s?[、﹑]")),
    ("1)", re.compile(r"(\d{1,3})\s?[)）]")),
    ("（1）", re.compile(r"[（(【\[]\s?(\d{1,2})\s?[)）】\]]")),
    ("①", re.compile(r"([①-⑳❶-❿➀-➉⑴-⒇])")),
    ("（a）", re.compile(r"[（(]([a-z]|[ivx]{1,5})[)）]")),
    ("a)", re.compile(r"([a-z])[)）]|([a-zA-Z])[.、]\s(?=\S)")),
    ("一、", re.compile(rf"({_CHINESE})\s?[、.．，](?=\S|\s)")),
    ("（一）", re.compile(rf"[（(]\s?({_CHINESE})\s?[)）]")),
    ("第章", re.compile(rf"第\s?({_CHINESE}|\d{{1,3}})\s?[章节節编編部]")),
    ("第条", re.compile(rf"第\s?({_CHINESE}|\d{{1,3}})\s?[条條款](?:之[一二三四五])?")),
    ("第步", re.compile(rf"(?:第\s?({_CHINESE}|\d\d?)\s?步|(?:Step|STEP|步骤|步驟)\s?({_CHINESE}|\d\d?))(?![\d个])")),
    ("•", re.compile(r"[•·●▪■◆◇○◦‣⁃∙・►➢➤✓✔✅☑★☆※](?!\w{0,2}$)|[*\-–—+](?=[\s　]\S)|[-–](?=[^\W\d_])")),
)
_FIRST = re.compile(r"[\d（(【\[①-⑳❶-❿➀-➉⑴-⒇a-zA-Z一二三四五六七八九十百第步•·●▪■◆◇○◦‣⁃∙・►➢➤✓✔✅☑★☆※*\-–—+]")
_INLINE = {
    "1.": re.compile(r"(?:(?<=^)|(?<=[\s。；;：:，,、）)！!]))(\d{1,2})\s?[.．、](?!\d)"),
    "（1）": re.compile(r"(?<![\w第条款])[（(](\d{1,2})[)）](?!\s?[，。、,.])"),
    "①": re.compile(r"([①-⑳])"),
    "一、": re.compile(rf"(?<=[\s。；;])({_CHINESE})、"),
    "•": re.compile(r"(?<=[：:。；;！!]\s)([-•·●*])\s?(?=\S)"),
}

_ANY_INLINE = re.compile(r"[\d一二三四五六七八九十]\s?[.．、)）]|[①-⑳]|[-•·●*]\s")


@dataclass(frozen=True, slots=True)
class Marker:
    """An enumeration mark: its style (a key of `blocks.NUMBER_RANKS`), its number if it counts, and its length."""

    style: str
    number: int | None
    length: int


def find_marker(text: str) -> Marker | None:
    """Find the mark at the start of a text without leading space; length counts code points up to the words."""
    if not text or not _FIRST.match(text):
        return None
    for style, pattern in _MARKERS:
        match = pattern.match(text)
        if match:
            number = next((group for group in match.groups() if group), None)
            rest = text[match.end():]
            return Marker(style, _count(number or match[0], style), match.end() + len(rest) - len(rest.lstrip()))
    return None


def find_inline_items(text: str) -> list[tuple[int, str]]:
    """Find the starts of the items that one long line enumerates, with their styles; empty where it counts nothing.

    An enumeration begins at 1 and goes up by one, over at least three items (two for ①).
    """
    found: list[tuple[int, str]] = []
    if sum(1 for _ in zip(range(2), _ANY_INLINE.finditer(text), strict=False)) < 2:
        return found
    for style, pattern in _INLINE.items():
        run: list[int] = []
        for match in pattern.finditer(text):
            number = len(run) + 1 if style == "•" else _count(match[1], style)
            if number == len(run) + 1:
                run.append(match.start())
                continue
            found.extend((start, style) for start in _long_enough(run, style))
            run = [match.start()] if number == 1 else []
        found.extend((start, style) for start in _long_enough(run, style))
    return sorted(found)


def _long_enough(run: list[int], style: str) -> list[int]:
    return run if len(run) >= (2 if style == "①" else 3) else []


def _count(mark: str, style: str) -> int | None:
    """Read the number of a mark; for `2.1` the last part; None for a bullet."""
    if style == "•":
        return None
    if style in ("1.1", "1.1.1"):
        return int(re.findall(r"\d+", mark)[-1])
    for first in "①❶➀⑴":
        if len(mark) == 1 and 0 <= ord(mark) - ord(first) < 20:
            return ord(mark) - ord(first) + 1
    if style in ("（a）", "a)"):
        return ord(mark[0].lower()) - ord("a") + 1
    number = read_number(mark)
    return int(number) if number is not None else None
