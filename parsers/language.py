"""The language of a text from its characters: simplified Chinese, traditional Chinese, English, or undetermined.

Which script a character belongs to follows from the standards: GB 2312 without Big5 is simplified only, Big5's common
characters without GB 2312 are traditional only. What both hold decides nothing.
"""

from __future__ import annotations

import re
from functools import cache

_SAMPLE = 3000  # characters
_HAN = re.compile("[\u4e00-\u9fff]+")
_KANA_OR_HANGUL = re.compile("[\u3041-\u30ff\uac00-\ud7a3]+")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_SHORT_WORD = re.compile(r"\b[A-Za-z]{2,4}\b")
_ENGLISH_WORDS = frozenset(
    {"the", "of", "to", "and", "you", "your", "is", "are", "for", "in", "or", "if", "be", "not", "with", "we", "our",
     "this", "that", "will", "can"}
)  # fmt: skip


def find_language(text: str) -> str:
    """Find the language of most of a text: `zh-Hans`, `zh-Hant`, `en`, or `und` where it is another or too short."""
    sample = text if len(text) <= _SAMPLE else text[: _SAMPLE // 2] + text[-_SAMPLE // 2 :]
    han = sum(map(len, _HAN.findall(sample)))
    kana_and_hangul = sum(map(len, _KANA_OR_HANGUL.findall(sample)))
    words = len(_LATIN_WORD.findall(sample))
    if han >= 2 and han * 2 > words and kana_and_hangul * 5 < han:
        return _find_script(sample)
    english = sum(word.lower() in _ENGLISH_WORDS for word in _SHORT_WORD.findall(sample))
    is_english = words >= 3 and kana_and_hangul < words and english * 16 >= words
    return "en" if is_english else "und"


def count_scripts(text: str) -> tuple[int, int]:
    """Count the characters that only simplified, and that only traditional Chinese has."""
    simplified_only, traditional_only = _scripts()
    characters = set(text)
    return sum(map(text.count, characters & simplified_only)), sum(map(text.count, characters & traditional_only))


def _find_script(text: str) -> str:
    """Simplified where neither script shows: most pages are."""
    simplified, traditional = count_scripts(text)
    return "zh-Hant" if traditional > simplified else "zh-Hans"


@cache
def _scripts() -> tuple[frozenset[str], frozenset[str]]:
    gb2312 = _read_plane("gb2312", range(0xB0, 0xF8), range(0xA1, 0xFF))
    big5_trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    big5_common = _read_plane("big5", range(0xA4, 0xC7), big5_trails)
    big5 = big5_common | _read_plane("big5", range(0xC9, 0xFA), big5_trails)
    return gb2312 - big5, big5_common - gb2312


def _read_plane(encoding: str, leads: range, trails: range | list[int]) -> frozenset[str]:
    """Read the Chinese characters that a rectangle of an encoding's code holds."""
    return frozenset(
        character
        for lead in leads
        for trail in trails
        for character in bytes((lead, trail)).decode(encoding, "ignore")
        if "\u4e00" <= character <= "\u9fff"
    )
