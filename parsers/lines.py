"""Blocks of plain text, found from the shapes of its lines; the text itself is not changed.

HTML has its own walk (markup.py); Markdown is made plain first (markdown.py) and then comes here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.blocks import BOLD, LABEL, MARKED, NUMBER_RANKS, PLAIN, QUESTION, TITLE, Draft, arrange, opens_list
from parsers.markers import Marker, find_inline_items, find_marker
from parsers.textrows import find_rows
from schemas.documents import Block, BlockKind

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_RULE = re.compile(r"[-=_*—–~#·.\s+|:]{3,}")
_HASHES = re.compile(r"(#{1,6})\s*(?=[^\s#])")
_BOLD_LINE = re.compile(r"(?:\*\*|__)(?!\s)([^*_]+)(?:\*\*|__)[:：]?|【[^【】]{2,40}】")
_QUESTION_MARK = re.compile(r"(?:问题?|問題?|Q)\s?\d{0,2}\s?[:：.、]|【(?:问题?|問題?|追问|Q)】|(?:Question|提问)\s?\d{0,2}\s?[:：]", re.I)
_ANSWER_MARK = re.compile(r"(?:答|A)\s?\d{0,2}\s?[:：.、]|【(?:答案?|追答|A)】|(?:Answer|回答)\s?\d{0,2}\s?[:：]", re.I)
_STOPS = "。！!；;，,、…."
_SENTENCE_INSIDE = re.compile(r"[。！；]|[.!;]\s")
_META = re.compile(
    r"https?://|www\.|@|©|\d{1,2}:\d{2}|\d{4}\s?[-/年.]\s?\d{1,2}|(?:January|February|March|April|May|June|July|August"
    r"|September|October|November|December)\s\d{1,4}|(?:浏览|阅读|閱讀|点击|转发|赞|评论|发布|来自|来源|關注|关注)"
)
_LEFT_OUT = re.compile(r"[\W\d_]")
_INLINE_HEAD = re.compile(rf"[一二三四五六七八九十]{{1,3}}、[^\s，。；：,;:]{{2,25}}(?=\s)")
_ITEM_END = re.compile(r"[。！!](?=\s+\S)")
_INLINE_FROM = 60  # characters: only longer lines are searched for enumerations


@dataclass(slots=True)
class Line:
    """One line without the space around it; `gap` is the number of empty lines before it."""

    start: int
    end: int
    text: str
    indent: int
    gap: int
    marker: Marker | None = None
    width: int = 0


def find_blocks(text: str, title: str | None = None) -> tuple[Block, ...]:
    """Divide a plain text into blocks; every character that is no space lies in exactly one of them."""
    lines = _split(text)
    return arrange(_Drafting(text, lines, title).run())


def _split(text: str) -> list[Line]:
    lines: list[Line] = []
    previous_end = 0
    for match in _LINE.finditer(text):
        raw = match[0]
        stripped = raw.strip()
        if not stripped:
            continue
        indent = len(raw) - len(raw.lstrip())
        start = match.start() + indent
        gap = max(0, text.count("\n", previous_end, start) - 1)
        width = sum(2 if character > "\u2e7f" else 1 for character in stripped[:200])
        lines.append(Line(start, start + len(stripped), stripped, indent, gap, find_marker(stripped), width))
        previous_end = start + len(stripped)
    return lines


class _Drafting:
    """One pass over the lines of a text, with the lists that are open."""

    def __init__(self, text: str, lines: list[Line], title: str | None) -> None:
        self.text = text
        self.lines = lines
        self.title = _fold(title) if title else ""
        self.rows = find_rows([line.text for line in lines])
        self.drafts: list[Draft] = []
        self.open: list[tuple[str, int, int, int | None]] = []  # style, indent, number, lead of each open list
        self.last_items: list[int] = []  # index of the last item at each depth
        self.is_interrupted = False  # a paragraph stands after the last item

    def run(self) -> list[Draft]:
        for index, line in enumerate(self.lines):
            if index in self.rows:
                self._add_row(index, line)
            elif _RULE.fullmatch(line.text):
                self.drafts.append(Draft(line.start, line.end, BlockKind.PARAGRAPH, style="rule"))
            elif self._continues(index):
                self.drafts[-1].end = line.end
            else:
                self._add_line(index, line)
        return self.drafts

    def _add_line(self, index: int, line: Line) -> None:
        heading = self._heading(index, line)
        if heading:
            self._close_lists()
            self.drafts.append(heading)
        elif line.marker:
            self._add_item(line.start, line.end, line.marker, line.indent)
        else:
            self._add_paragraph(line.start, line.end, line.indent)
        if not heading and len(line.text) >= _INLINE_FROM:
            self._split_inline(line)

    # --- headings

    def _heading(self, index: int, line: Line) -> Draft | None:
        text = line.text
        hashes = _HASHES.match(text)
        if hashes and len(text) <= 120 and (text[hashes.end() - 1] == " " or not self._is_topic(text)):
            return Draft(line.start, line.end, BlockKind.HEADING, len(hashes[1]), MARKED)
        if index == 0 and self._is_title(text):
            return Draft(line.start, line.end, BlockKind.HEADING, 1, TITLE)
        if _QUESTION_MARK.match(text):
            return Draft(line.start, line.end, BlockKind.QUESTION, style=QUESTION)
        following = self.lines[index + 1] if index + 1 < len(self.lines) else None
        if _BOLD_LINE.fullmatch(text) and line.width <= 80 and following:
            return Draft(line.start, line.end, BlockKind.HEADING, style=BOLD)
        if following is None or line.width > 120 or not self._looks_like_heading(index, line, following):
            return None
        if text[-1] in "?？" and (not line.marker or line.marker.style != "•"):
            return Draft(line.start, line.end, BlockKind.QUESTION, style=QUESTION)
        style = line.marker.style if line.marker else LABEL if text[-1] in ":：" else PLAIN
        return Draft(line.start, line.end, BlockKind.HEADING, style=style)

    @staticmethod
    def _is_topic(text: str) -> bool:
        """`#话题#` is a topic of a microblog, no heading."""
        return "#" in text[1:].lstrip("#")

    def _is_title(self, text: str) -> bool:
        folded = _fold(text)
        return bool(self.title) and len(folded) >= 4 and (folded in self.title or self.title in folded)

    def _looks_like_heading(self, index: int, line: Line, following: Line) -> bool:
        text = line.text
        if text[-1] in _STOPS or _SENTENCE_INSIDE.search(text[:-1]) or _META.search(text) or _ANSWER_MARK.match(text):
            return False
        words = text[line.marker.length:] if line.marker else text
        if len(_LEFT_OUT.sub("", words)) < 0.5 * len(words) or (not line.marker and words[0].islower()):
            return False
        if line.marker:
            return self._is_numbered_heading(index, line, following)
        if text[-1] in "?？":
            return self._is_apart(index) and (line.width <= 60 or following.width > 30)
        if text[-1] in ":：":
            return line.width <= 36 and not re.search("[，,：]", text[:-1]) and following.gap <= 1
        return self._is_apart(index) and self._is_short(line) and self._is_longer(following, line, index)

    def _is_apart(self, index: int) -> bool:
        """Tell whether the line before ends a sentence, a list or a paragraph, so that something new can begin."""
        if index == 0 or self.lines[index].gap:
            return True
        before = self.lines[index - 1]
        return before.text[-1] in "。！？!?.…~～）)；;:：" or bool(before.marker) or index - 1 in self.rows or before.width > 100

    @staticmethod
    def _is_short(line: Line) -> bool:
        return line.width <= 64 and line.text.count("，") + line.text.count(",") <= 1 and len(line.text.split()) <= 12

    def _is_longer(self, following: Line, line: Line, index: int) -> bool:
        if following.marker or index + 1 in self.rows or _QUESTION_MARK.match(following.text):
            return True
        if following.text[-1] in "。！？!?.；;:：…" or following.width > max(60, line.width * 1.3):
            return True
        return bool(following.gap) and self._is_title_like(index + 1)

    def _is_title_like(self, index: int) -> bool:
        """Tell whether a short line is itself followed by running text (a heading directly under a heading)."""
        if index + 1 >= len(self.lines) or not self._is_short(self.lines[index]):
            return False
        after = self.lines[index + 1]
        return bool(after.marker) or after.text[-1] in "。！？!?.；;:：…" or after.width > 80

    def _is_numbered_heading(self, index: int, line: Line, following: Line) -> bool:
        """A marked line is a heading when it is short and its neighbours are not its brothers in a list."""
        marker = line.marker
        if marker is None or marker.style == "•" or marker.number is None or line.width > 64 or line.text[-1] in ":：":
            return marker is not None and marker.style in ("第章",) and line.width <= 64
        if following.indent > line.indent + 1 and marker.style not in ("第章", "第条", "一、", "第步"):
            return False
        if following.marker and following.marker.style == marker.style:
            return False
        before = self.lines[index - 1] if index else None
        is_brother = before and before.marker and before.marker.style == marker.style and before.text[-1] not in "。？?"
        return not is_brother

    # --- lists

    def _add_item(self, start: int, end: int, marker: Marker, indent: int) -> None:
        self._leave_lists(marker, indent)
        is_new = not self.open or self.open[-1][0] != marker.style or indent > self.open[-1][1] + 1
        if is_new:
            lead = self.last_items[-1] if self.open and not self.is_interrupted else self._introduction()
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
        if marker.style in styles and marker.number is not None:
            depth = len(styles) - styles[::-1].index(marker.style)
            is_anew = marker.number <= self.open[depth - 1][2]
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
        while self.open and self.open[-1][0] == "•" and indent <= self.open[-1][1]:
            self._close_lists(len(self.open) - 1)
        last = self.drafts[-1] if self.drafts else None
        was_list = last is not None and last.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_CELL)
        self.is_interrupted = True
        self.drafts.append(Draft(start, end, BlockKind.PARAGRAPH, closes_label=was_list and not self.open))

    def _continues(self, index: int) -> bool:
        """Tell whether a line only goes on with the block of the line before (wrapped text)."""
        line = self.lines[index]
        last = self.drafts[-1] if self.drafts else None
        if last is None or line.gap or line.marker or last.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            return False
        before = self.lines[index - 1]
        if last.end != before.end or last.style == "rule" or index - 1 in self.rows:
            return False
        if line.text[0] in "，。；、：）,;:)" or before.text[-1] in "，、":
            return True
        is_open = before.text[-1].isalnum() or before.text[-1] in ",;-–—('\""
        return line.text[0].islower() and line.text[0].isascii() and is_open and before.width >= 40

    def _add_row(self, index: int, line: Line) -> None:
        cells = self.rows[index]
        if not cells:
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
            self._add_inline(line, start, end, is_last)

    def _add_inline(self, line: Line, start: int, end: int, is_last: bool) -> None:
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
            tail = _ITEM_END.search(segment) if is_last else None
            cut = tail.end() if tail else cut
            self._add_item(line.start + start, line.start + start + cut, marker, line.indent)
        rest = segment[cut:].lstrip()
        if rest:
            self._add_paragraph(line.start + start + len(segment) - len(rest), line.start + start + len(segment), -1)


def _fold(text: str) -> str:
    """Keep what counts when a line is compared with a title: letters and digits."""
    return re.sub(r"[\W_]", "", text).lower()
