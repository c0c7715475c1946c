"""The passages behind a policy change, and how their text differs: what a reader wants to see beside the event.

That something changed was decided from statements when the warehouse was built; nothing is decided here. How a
difference looks is the work of those who show it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from pipelines.asking import Rows, Warehouse

Kind = Literal["same", "gone", "new"]

# A number is one token, and so is a word of an alphabet; of Chinese each character is one where it is compared by them.
_CHARACTERS = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_\u3400-\u9fff]+|\s+|.", re.DOTALL)
_WORDS = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|\s+|.", re.DOTALL)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LONGEST = 3_000  # tokens of a side beyond which what differs is shown as one piece: matching is quadratic
_SENTENCE_END = re.compile(r"(?<=[。！？；])|(?<=[.!?;])\s+|\n+")
_LEAST_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that both passages have (`same`), or only that before (`gone`) or after (`new`)."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """The text around a statement before and after a change; empty where nothing like it stood."""

    change_id: str
    before: str
    after: str
    segments: tuple[Segment, ...]


def diff_passages(before: str, after: str, language: str | None = None) -> tuple[Segment, ...]:
    """Compare two passages for a reader: Chinese by characters, other languages by words; numbers are never cut.

    `language` is BCP 47; by the script of the passages where it is None or `und`. The `same` and `gone` segments joined
    are `before`, the `same` and `new` ones `after`; what is gone stands before what is new. The matching is that of
    difflib (Ratcliff, Obershelp); a lone mark or blank between two differences is taken into them.
    """
    left, right = (_split(text, _is_chinese(before + after, language)) for text in (before, after))
    head = _count_equal(left, right)
    tail = _count_equal(left[head:][::-1], right[head:][::-1])
    middle = _match(left[head : len(left) - tail], right[head : len(right) - tail])
    pieces = [
        ("".join(left[:head]), "".join(right[:head]), True),
        *middle,
        ("".join(left[len(left) - tail :]), "".join(right[len(right) - tail :]), True),
    ]
    return tuple(_join([piece for piece in pieces if piece[0] or piece[1]]))


def read_passages(warehouse: Warehouse, changes: Rows) -> dict[str, tuple[Passage, ...]]:
    """Return the passages behind changes (rows with a change_id), by its id: a pair for each statement that differs.

    Where one side states nothing, its passage is the sentence most like the other's that its pages showed then.
    """
    place = changes.columns.index("change_id")
    asked = [row[place] for row in changes.rows]
    rows = warehouse.ask("FROM core.change_passages($changes)", {"changes": asked})
    found: dict[str, list[Passage]] = {}
    for change_id, language, befores, afters, text in rows.rows:
        pairs = [_pair(before, after, text) for before, after in _zip_longest(befores, afters)]
        for before, after in dict.fromkeys(pairs):
            if before != after:
                segments = diff_passages(before, after, language)
                found.setdefault(change_id, []).append(Passage(change_id, before, after, segments))
    return {change_id: tuple(passages) for change_id, passages in found.items()}


def add_passages(changes: Rows, passages: Mapping[str, tuple[Passage, ...]]) -> Rows:
    """Return changes with a column `passages`: for each pair a list of {kind, text}."""
    place = changes.columns.index("change_id")
    shown = [
        [[asdict(segment) for segment in passage.segments] for passage in passages.get(row[place], ())]
        for row in changes.rows
    ]
    rows = [(*row, texts) for row, texts in zip(changes.rows, shown, strict=True)]
    return Rows([*changes.columns, "passages"], rows)


def _is_chinese(text: str, language: str | None) -> bool:
    if language is None or language == "und":
        return _HAN.search(text) is not None
    return language.startswith("zh")


def _split(text: str, is_chinese: bool) -> list[str]:
    return (_CHARACTERS if is_chinese else _WORDS).findall(text)


def _count_equal(left: Sequence[str], right: Sequence[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))


def _match(left: list[str], right: list[str]) -> list[tuple[str, str, bool]]:
    """Return pieces (text before, text after, whether they are the same)."""
    if max(len(left), len(right)) > _LONGEST:
        return [("".join(left), "".join(right), False)]
    codes = difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return [
        ("".join(left[a:b]), "".join(right[c:d]), tag == "equal" and _parts_differences(left[a:b]))
        for tag, a, b, c, d in codes
    ]


def _parts_differences(tokens: list[str]) -> bool:
    """Tell whether what two differences have between them is worth showing as the same: more than marks and blanks."""
    return any(token[0].isalnum() for token in tokens)


def _join(pieces: list[tuple[str, str, bool]]) -> Iterator[Segment]:
    at = 0
    while at < len(pieces):
        is_same = pieces[at][2]
        end = next((end for end in range(at, len(pieces)) if pieces[end][2] != is_same), len(pieces))
        gone = "".join(before for before, _, _ in pieces[at:end])
        new = "".join(after for _, after, _ in pieces[at:end])
        if is_same:
            yield Segment("same", gone)
        else:
            differing = (Segment("gone", gone), Segment("new", new))
            yield from (segment for segment in differing if segment.text)
        at = end


def _zip_longest(befores: list[str], afters: list[str]) -> list[tuple[str | None, str | None]]:
    longest = max(len(befores), len(afters))
    return [(_at(befores, place), _at(afters, place)) for place in range(longest)]


def _at(passages: list[str], place: int) -> str | None:
    """Return the passage at a place, else the last: a set of three statements may become one."""
    return passages[min(place, len(passages) - 1)] if passages else None


def _pair(before: str | None, after: str | None, text: str | None) -> tuple[str, str]:
    return (
        _find_like(after, text) if before is None else before,
        _find_like(before, text) if after is None else after,
    )


def _find_like(passage: str | None, text: str | None) -> str:
    """Return the sentence of a text that is most like a passage; nothing where none is like it."""
    sentences = [sentence.strip() for sentence in _SENTENCE_END.split(text or "") if sentence.strip()]
    return next(iter(difflib.get_close_matches(passage or "", sentences, 1, _LEAST_ALIKE)), "")
