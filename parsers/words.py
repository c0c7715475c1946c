"""Words of the lexicon: the expression that one stands for, and the piece of it by which it is looked for.

In a word `..` is up to six characters of the clause (sixteen in English), and `*` the rest of an English word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.requirements import FAR

_GAPS = re.compile(r"(\.\.|\*)")


@dataclass(frozen=True, slots=True)
class Piece:
    """The longest piece of a word without gaps, and the most characters before it, in the whole word, and behind it.

    `is_start` and `is_end` tell whether a letter must not stand next to it. The rest of a word (`*`) right behind the
    piece is not counted: hits know where words end.
    """

    text: str
    before: int
    width: int
    behind: int
    is_start: bool
    is_end: bool


def word_regex(word: str) -> str:
    """Write the regular expression of a word, which neither begins nor ends inside another English word."""
    gap = r"[^，,。；;！!？?\n：:.]{0,6}?" if not _is_english(word) else r"[^,.;!?\n]{1,16}?"
    text = "".join(
        gap if part == ".." else "[a-z]*" if part == "*" else re.escape(part).replace(r"\ ", " +")
        for part in _GAPS.split(word)
    )
    if _starts_word(word):
        text = r"(?<![a-z])" + text
    if _ends_word(word):
        text += r"(?![a-z])"
    return text


def cut_word(word: str) -> Piece:
    """Cut the longest piece without gaps out of a word."""
    parts = _GAPS.split(word)
    at = max(range(0, len(parts), 2), key=lambda n: len(parts[n]))
    widths = [(16 if _is_english(word) else 6) if part == ".." else FAR if part == "*" else len(part) for part in parts]
    behind = widths[at + 1 :]
    if behind and parts[at + 1] == "*":
        behind[0] = 0
    is_first, is_last = at == 0, at == len(parts) - 1
    return Piece(
        parts[at], min(FAR, sum(widths[:at])), min(FAR, sum(widths)), min(FAR, sum(behind)),
        is_first and _starts_word(word), is_last and _ends_word(word),
    )  # fmt: skip


def _is_english(word: str) -> bool:
    return re.search(r"[a-z]{2}", word) is not None


def _starts_word(word: str) -> bool:
    return re.match(r"(?!n't)[a-z0-9]", word) is not None


def _ends_word(word: str) -> bool:
    return re.search(r"[a-z]$", word) is not None
