"""Blocks of plain text, found from the shapes of its lines; the text itself is not changed.

HTML has its own walk (markup.py); Markdown is made plain first (markdown.py) and then comes here.
"""

from __future__ import annotations

import re

from parsers.blocks import LABEL, MARKED, NUMBER_RANKS, QUESTION, Draft, arrange, opens_list
from parsers.headings import HeadingShapes, Line, Role, split_lines
from parsers.markers import Marker, find_inline_items, find_marker
from parsers.textrows import find_rows
from schemas.documents import Block, BlockKind

_RULE = re.compile(r"[-=_*—–~#·.\s+|:]{3,}")
_INLINE_HEAD = re.compile(r"[一二三四五六七八九十]{1,3}、[^\s，。；：,;:]{2,25}(?=\s)")
_FIRST_STOP = re.compile(r"[。！!]")
_ITEM_END = re.compile(r"[。！!](?=\s+\S)")
_INLINE_FROM = 60  # characters: only longer lines are searched for enumerations


def find_blocks(text: str, title: str | None = None) -> tuple[Block, ...]:
    """Divide a plain text into blocks; every character that is no space lies in exactly one of them."""
    return find_blocks_of_lines(text, split_lines(text), title)


def find_blocks_of_lines(text: str, lines: list[Line], title: str | None) -> tuple[Block, ...]:
    """Divide a text of which the lines are known, and of some of them what they are."""
    return arrange(_Drafting(text, lines, title).run())


class _Drafting:
    """One pass over the lines of a text, with the lists that are open."""

    def __init__(self, text: str, lines: list[Line], title: str | None) -> None:
        self.text = text
        self.lines = lines
        self.rows = find_rows(["" if line.role else line.text for line in lines])
        self.headings = HeadingShapes(lines, title, self.rows)
        self.drafts: list[Draft] = []
        self.open: list[tuple[str, int, int, int | None]] = []  # style, indent, number, lead of each open list
        self.last_items: list[int] = []  # index of the last item at each depth
        self.is_interrupted = False  # a paragraph stands after the last item

    def run(self) -> list[Draft]:
        for index, line in enumerate(self.lines):
            count = len(self.drafts)
            if line.role:
                self._add_role(index, line, line.role)
            elif index in self.rows:
                self._add_row(index, line)
            elif _RULE.fullmatch(line.text) or self.headings.is_caption(index):
                self.drafts.append(Draft(line.start, line.end, BlockKind.PARAGRAPH, style="rule"))
            elif self._continues(index):
                self.drafts[-1].end = line.end
            else:
                self._add_line(index, line)
            if line.is_over and count < len(self.drafts):
                self.drafts[count].closes |= {QUESTION, LABEL}
        return self.drafts

    def _add_role(self, index: int, line: Line, role: Role) -> None:
        """Add a line of which the mark-up says what it is."""
        if role.kind is BlockKind.LIST_ITEM:
            self._add_item(line.start, line.end, Marker(role.style, None, 0), line.indent)
        elif role.kind is BlockKind.PARAGRAPH:
            self._add_paragraph(line.start, line.end, line.indent)
        elif role.kind is BlockKind.TABLE_CELL:
            before = self.lines[index - 1].role if index else None
            is_first = before is None or before.kind is not BlockKind.TABLE_CELL or before.style != role.style
            lead = self._introduction() if is_first else self.drafts[-1].lead
            self._close_lists()
            self.drafts.append(
                Draft(
                    line.start, line.end, role.kind,
                    row_heads=role.row_heads, column_heads=role.column_heads, lead=lead,
                )
            )  # fmt: skip
        else:
            self._close_lists()
            self.drafts.append(Draft(line.start, line.end, role.kind, role.level, role.style))

    def _add_line(self, index: int, line: Line) -> None:
        heading = self.headings.find(index)
        if heading:
            self._close_lists()
            self.drafts.append(heading)
        elif line.marker:
            self._add_item(line.start, line.end, line.marker, line.indent)
        else:
            self._add_paragraph(line.start, line.end, line.indent)
        if not heading and len(line.text) >= _INLINE_FROM:
            self._split_inline(line)

    # --- lists

    def _add_item(self, start: int, end: int, marker: Marker, indent: int) -> None:
        self._leave_lists(marker, indent)
        is_new = not self.open or self.open[-1][0] != marker.style or indent > self.open[-1][1] + 1
        if is_new:
            lead = self._introduction() if self.is_interrupted or not self.open else None
            lead = self.last_items[-1] if lead is None and self.open else lead
            self.open.append((marker.style, indent, marker.number or 0, lead))
            self.last_items.append(0)
        style, was, _, lead = self.open[-1]
        self.open[-1] = (style, was, marker.number or 0, lead)
        self.last_items[-1] = len(self.drafts)
        self.is_interrupted = False
        self.drafts.append(Draft(start, end, BlockKind.LIST_ITEM, len(self.open), marker.style, lead=lead))

    def _leave_lists(self, marker: Marker, indent: int) -> None:
        """Close the lists that an item with this mark and indent does not belong to."""
        styles = [style for style, *_ in self.open]
        if marker.style in styles and marker.style != "•":
            depth = len(styles) - styles[::-1].index(marker.style)
            is_anew = marker.number is not None and marker.number <= self.open[depth - 1][2]
            self._close_lists(depth - 1 if is_anew else depth)
            return
        if self.is_interrupted and self._introduction() is None:
            self._close_lists()
        rank = NUMBER_RANKS.get(marker.style, 8)
        while self.open:
            style, was, *_ = self.open[-1]
            if indent > was + 1 or (style == marker.style and abs(indent - was) <= 1):
                return
            if indent >= was - 1 and NUMBER_RANKS.get(style, 8) < rank:
                return
            self._close_lists(len(self.open) - 1)

    def _close_lists(self, depth: int = 0) -> None:
        del self.open[depth:], self.last_items[depth:]

    def _introduction(self) -> int | None:
        """Find the block that introduces a list beginning here: the one before it, if its end says so."""
        for index in range(len(self.drafts) - 1, -1, -1):
            draft = self.drafts[index]
            if draft.style != "rule":
                is_open = opens_list(self.text[max(draft.start, draft.end - 24) : draft.end])
                return index if is_open and draft.kind is not BlockKind.TABLE_CELL else None
        return None

    # --- paragraphs, rows, and lines that hold several blocks

    def _add_paragraph(self, start: int, end: int, indent: int) -> None:
        while self.open and self.open[-1][0].startswith(("•", MARKED)) and indent <= self.open[-1][1]:
            self._close_lists(len(self.open) - 1)
        last = self.drafts[-1] if self.drafts else None
        was_list = last is not None and last.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_CELL)
        self.is_interrupted = True
        closes = frozenset({LABEL} if was_list and not self.open else ())
        self.drafts.append(Draft(start, end, BlockKind.PARAGRAPH, closes=closes))

    def _continues(self, index: int) -> bool:
        """Tell whether a line only goes on with the block of the line before (wrapped text)."""
        line = self.lines[index]
        last = self.drafts[-1] if self.drafts else None
        if last is None or line.gap or line.marker or last.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            return False
        before = self.lines[index - 1]
        if last.end != before.end or last.style == "rule" or index - 1 in self.rows:
            return False
        is_open = before.text[-1].isalnum()
        if line.text[0] in "，。；、：）,;:)" or before.text[-1] in "，、" or (is_open and line.text[0] == ">"):
            return True
        is_open = is_open or before.text[-1] in ",;-–—('\""
        return line.text[0].islower() and line.text[0].isascii() and is_open and before.width >= 40

    def _add_row(self, index: int, line: Line) -> None:
        cells = self.rows[index]
        if not cells and line.text.strip("| \t"):
            self.drafts.append(Draft(line.start, line.end, BlockKind.PARAGRAPH, style="rule"))
        last = self.drafts[-1] if self.drafts else None
        is_first = index - 1 not in self.rows
        lead = self._introduction() if is_first else last.lead if last and last.kind is BlockKind.TABLE_CELL else None
        self._close_lists()
        for cell in cells:
            self.drafts.append(
                Draft(
                    line.start + cell.start, line.start + cell.end, BlockKind.TABLE_CELL,
                    row_heads=cell.row_heads, column_heads=cell.column_heads, lead=lead,
                )
            )  # fmt: skip

    def _split_inline(self, line: Line) -> None:
        """Divide a long line at the items that it enumerates."""
        starts = find_inline_items(line.text)
        if not starts:
            return
        whole = self.drafts[-1]
        first = line.start + starts[0][0]
        if first > whole.start:
            whole.end = whole.start + len(self.text[whole.start : first].rstrip())
        else:
            self.drafts.pop()
        for position, (start, style) in enumerate(starts):
            end = starts[position + 1][0] if position + 1 < len(starts) else len(line.text)
            is_last = position + 1 == len(starts) or starts[position + 1][1] != style
            self._add_inline(line, start, end, _ends(line.text, starts, position) if is_last else None)

    def _add_inline(self, line: Line, start: int, end: int, item_end: re.Pattern[str] | None) -> None:
        segment = line.text[start:end].rstrip()
        marker = find_marker(segment)
        if marker is None:
            raise ValueError(f"{segment[:20]!r} begins with no mark")
        cut = len(segment)
        head = _INLINE_HEAD.match(segment)
        if head:
            cut = head.end()
            self._close_lists()
            self.drafts.append(
                Draft(line.start + start, line.start + start + cut, BlockKind.HEADING, style=marker.style)
            )
        else:
            tail = item_end.search(segment) if item_end else None
            cut = tail.end() if tail else cut
            self._add_item(line.start + start, line.start + start + cut, marker, line.indent)
        rest = segment[cut:].lstrip()
        if rest:
            self._add_paragraph(line.start + start + len(segment) - len(rest), line.start + start + len(segment), -1)


def _ends(text: str, starts: list[tuple[int, str]], position: int) -> re.Pattern[str]:
    """Choose where the last item of an enumeration ends: at its first full stop, if no item before it has one."""
    before = position - 1
    while before >= 0 and starts[before][1] == starts[position][1]:
        if re.search(r"[。！!]\s*\S", text[starts[before][0] : starts[before + 1][0]]):
            return _ITEM_END
        before -= 1
    return _FIRST_STOP
