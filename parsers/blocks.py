"""Drafts of blocks, and the paths of headings that a row of drafts has.

How the drafts are found does not belong here: lines.py finds them in plain text, markup.py in HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from schemas.documents import Block, BlockKind

TITLE, MARKED, PLAIN, BOLD, QUESTION, LABEL = "title", "#", "plain", "bold", "question", "label"
NUMBER_RANKS = {
    "第章": 0, "第条": 1, "一、": 2, "（一）": 3, "1.": 4, "1、": 4, "1)": 5, "1.1": 5, "（1）": 6, "1.1.1": 6, "①": 7,
    "（a）": 7, "a)": 7, "•": 9,
}  # fmt: skip
_OPENS_A_LIST = re.compile(
    r"(?:[:：]|如下|(?:以下|下列)[^，。,.]{0,8}|following|as follows|below)[\s*_）)】”」。.]{0,3}$", re.I
)


@dataclass(slots=True)
class Draft:
    """A block to be: where it stands, what it is, and for a heading its style (how it is marked) or its level."""

    start: int
    end: int
    kind: BlockKind
    level: int = 0
    style: str = ""
    row_heads: tuple[str, ...] = ()
    column_heads: tuple[str, ...] = ()
    lead: int | None = None
    closes: frozenset[str] = frozenset()  # headings of these styles end before this block


def opens_list(text: str) -> bool:
    """Tell whether a text ends in words or a colon that introduce what follows it."""
    return bool(_OPENS_A_LIST.search(text[-24:]))


def arrange(drafts: Sequence[Draft]) -> tuple[Block, ...]:
    """Give each draft its path of headings, outermost first, and fix it as a block; order and indices stay."""
    path: list[int] = []
    blocks: list[Block] = []
    for index, draft in enumerate(drafts):
        level = draft.level
        if draft.closes:
            _close(path, drafts, draft.closes)
        if draft.kind in (BlockKind.HEADING, BlockKind.QUESTION):
            _leave(path, drafts, draft)
            level = draft.level or (min(6, blocks[path[-1]].level + 1) if path else 1)
        blocks.append(
            Block(
                draft.start, draft.end, draft.kind, tuple(path), level,
                draft.row_heads, draft.column_heads, draft.lead,
            )
        )  # fmt: skip
        if draft.kind in (BlockKind.HEADING, BlockKind.QUESTION):
            path.append(index)
    return tuple(blocks)


def _leave(path: list[int], drafts: Sequence[Draft], heading: Draft) -> None:
    """Take from the path what the new heading ends."""
    if heading.style == TITLE:
        path.clear()
    elif heading.style == MARKED:
        while path and drafts[path[-1]].style != TITLE:
            top = drafts[path[-1]]
            if top.style == MARKED and top.level < heading.level:
                break
            path.pop()
    elif heading.style in NUMBER_RANKS:
        rank = NUMBER_RANKS[heading.style]
        _cut(path, drafts, lambda style: style == LABEL or NUMBER_RANKS.get(style, -1) >= rank)
    elif heading.style == LABEL:
        _close(path, drafts, {LABEL})
    elif heading.style == QUESTION:
        _close(path, drafts, {QUESTION, LABEL})
    else:
        _cut(path, drafts, lambda style: style in (heading.style, QUESTION, LABEL))


def _close(path: list[int], drafts: Sequence[Draft], styles: set[str] | frozenset[str]) -> None:
    _cut(path, drafts, lambda style: style in styles)


def _cut(path: list[int], drafts: Sequence[Draft], ends: Callable[[str], bool]) -> None:
    """Shorten the path before the first heading whose style ends here."""
    for depth, index in enumerate(path):
        if ends(drafts[index].style):
            del path[depth:]
            return
