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
    prefix: re.Pattern[str] | None = None  # what must end where the piece begins
    suffix: re.Pattern[str] | None = None  # what must begin where it ends


def word_regex(word: str) -> str:
    """Write the regular expression of a word, which neither begins nor ends inside another English word."""
    parts = _GAPS.split(word)
    return _start(word) + _write(parts, word) + _end(word)


def cut_word(word: str) -> Piece:
    """Cut the longest piece without gaps out of a word."""
    parts = _GAPS.split(word)
    at = max(range(0, len(parts), 2), key=lambda n: len(parts[n]))
    widths = [(16 if _is_english(word) else 6) if part == ".." else FAR if part == "*" else len(part) for part in parts]
    behind = widths[at + 1 :]
    is_last = at == len(parts) - 1 or parts[at + 1 :] == ["*", ""]
    if behind and parts[at + 1] == "*":
        behind[0] = 0
    return Piece(
        parts[at], min(FAR, sum(widths[:at])), min(FAR, sum(widths)), min(FAR, sum(behind)),
        at == 0 and bool(_start(word)), is_last and bool(_end(word)),
        re.compile(_start(word) + _write(parts[:at], word) + r"\Z") if at else None,
        None if is_last else re.compile(_write(parts[at + 1 :], word) + _end(word)),
    )  # fmt: skip


def weigh_piece(piece: str) -> float:
    """Estimate in how many sentences of a hundred a piece stands, by its length."""
    weights = (6, 6, 6, 6, 4, 2, 1, 1, 0.5) if piece.isascii() else (12, 12, 1.2, 0.4, 0.1)
    return weights[min(len(piece), len(weights) - 1)] / (3 if " " in piece.strip() else 1)


def _write(parts: list[str], word: str) -> str:
    gap = r"[^.,;!?\n]{1,16}?" if _is_english(word) else r"[^，,。；;！!？?\n：:.]{0,6}?"
    return "".join(
        gap if part == ".." else "[a-z]*" if part == "*" else re.escape(part).replace(r"\ ", " +") for part in parts
    )


def _start(word: str) -> str:
    return r"(?<![a-z])" if re.match(r"(?!n't)[a-z0-9]", word) else ""


def _end(word: str) -> str:
    return r"(?![a-z])" if re.search(r"[a-z]$", word) else ""


def _is_english(word: str) -> bool:
    return re.search(r"[a-z]{2}", word) is not None
