"""The match key: a text folded character by character, so that offsets in the key are offsets in the text.

Traditional characters become simplified ones, full-width forms half-width ones, capitals small letters, odd spaces a
space. Every character becomes exactly one; the evidence is always cut from the original text.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import opencc

# OpenCC keeps these, or the trade writes them both ways; the words in the lexicon use the right-hand form.
_ALSO = {
    "賬": "账",
    "帳": "账",
    "裏": "里",
    "証": "证",
    "啓": "启",
    "號": "号",
    "臺": "台",
    "佔": "占",
    "祇": "只",
    "馀": "余",
    "帐": "账",
    "麽": "么",
    "￥": "¥",
    "–": "-",
    "—": "-",
    "−": "-",
    "‑": "-",
    "～": "~",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
}


def fold_key(text: str) -> str:
    """Fold a text into its match key of equal length (code points)."""
    return text.translate(_FOLDS).replace("身分", "身份")


class _Folds(dict[int, int]):
    """Folds by code point, found when first met and then kept."""

    def __missing__(self, point: int) -> int:
        folded = _fold_character(chr(point))
        self[point] = folded
        return folded


def _fold_character(character: str) -> int:
    point = ord(character)
    if character in _ALSO:
        return ord(_ALSO[character])
    if "\uff01" <= character <= "\uff5e" and character not in "，：；？！（）":
        return ord(chr(point - 0xFEE0).lower())
    if "\ue000" <= character <= "\uf8ff":
        return 0xFFFD  # private use marks quantities in the key's shadow and must not come from a text
    if unicodedata.category(character) == "Zs":
        return 0x20
    if "\u3400" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff":
        simplified = _simplifier().convert(unicodedata.normalize("NFKC", character))
        return ord(simplified) if len(simplified) == 1 else point
    lowered = character.lower()
    return ord(lowered) if len(lowered) == 1 else point


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


_FOLDS = _Folds()
