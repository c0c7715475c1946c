"""Which lines of a plain text are headings or questions, told by their shape and their neighbours.

Lists, rows and paragraphs belong to lines.py.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from parsers.blocks import BOLD, LABEL, MARKED, PLAIN, QUESTION, TITLE, Draft
from parsers.markers import Marker, find_marker
from schemas.documents import BlockKind

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_HASHES = re.compile(r"(#{1,6})\s*(?=[^\s#])")
_BOLD_LINE = re.compile(r"(?:\*\*|__)(?!\s)([^*_]+)(?:\*\*|__)[:：]?|【[^【】]{2,40}】")
_QUESTION_MARK = re.compile(
    r"(?:问题?|問題?|Q)\s?\d{0,2}\s?[:：.、]|【(?:问题?|問題?|追问|Q)】|(?:Question|提问)\s?\d{0,2}\s?[:：]", re.I
)
_ANSWER_MARK = re.compile(r"(?:答|A)\s?\d{0,2}\s?[:：.、]|【(?:答案?|追答|A)】|(?:Answer|回答)\s?\d{0,2}\s?[:：]", re.I)
_STOPS = "。！!；;，,、….~～"
_SENTENCE_ENDS = "。！？!?.；;:：…"
_SENTENCE_INSIDE = re.compile(r"[。！；？?]|[.!;]\s")
_META = re.compile(
    r"https?://|www\.|@|\|[^|]*\||©|\d{1,2}:\d{2}|\d{4}\s?[-/年.]\s?\d{1,2}|(?:January|February|March|April|May|June|July|August"
    r"|September|October|November|December)\s\d{1,4}|(?:浏览|阅读|閱讀|点击|转发|赞|评论|发布|来自|来源|關注|关注)"
)
_LEADING = re.compile(r"[，,：]|以下|如下|下列|following", re.I)
_LETTER = re.compile(r"[^\W\d_]")
_NO_LETTER = re.compile(r"[\W\d_]")


@dataclass(frozen=True, slots=True)
class Role:
    """What the mark-up says that a line is; `level` is the level of a heading or the depth of an item of a list."""

    kind: BlockKind
    level: int = 0
    style: str = ""
    row_heads: tuple[str, ...] = ()
    column_heads: tuple[str, ...] = ()


@dataclass(slots=True)
class Line:
    """One line without the space around it; `gap` is the number of empty lines before it, `width` counts CJK double.

    `role` is None where only the shape can tell; `is_bold` where the whole line is; an answer `is_over` before it.
    """

    start: int
    end: int
    text: str
    indent: int
    gap: int
    marker: Marker | None
    width: int
    role: Role | None = None
    is_bold: bool = False
    is_over: bool = False


def measure_width(text: str) -> int:
    """Measure a text in columns, Chinese characters counting double; beyond 200 characters it does not matter."""
    beginning = text[:200]
    return (len(beginning) + len(beginning.encode("utf-8", "replace"))) // 2


def split_lines(text: str) -> list[Line]:
    """Divide a text into its lines that are not empty."""
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
        marker = find_marker(stripped)
        lines.append(Line(start, start + len(stripped), stripped, indent, gap, marker, measure_width(stripped)))
        previous_end = start + len(stripped)
    return lines


class HeadingShapes:
    """The lines of one text, asked one by one whether they are headings."""

    def __init__(self, lines: list[Line], title: str | None, rows: Container[int]) -> None:
        self.lines = lines
        self.title = _fold(title) if title else ""
        self.rows = rows

    def find(self, index: int) -> Draft | None:
        """Return the heading or question that the line is, or None."""
        line = self.lines[index]
        text = line.text
        hashes = _HASHES.match(text)
        if hashes and len(text) <= 120 and (text[hashes.end() - 1] == " " or not _is_topic(text)):
            return Draft(line.start, line.end, BlockKind.HEADING, len(hashes[1]), MARKED)
        if index == 0 and self._is_title(text):
            return Draft(line.start, line.end, BlockKind.HEADING, 1, TITLE)
        if _QUESTION_MARK.match(text):
            return Draft(line.start, line.end, BlockKind.QUESTION, style=QUESTION)
        following = self.lines[index + 1] if index + 1 < len(self.lines) else None
        is_bold = _BOLD_LINE.fullmatch(text) or (line.is_bold and text[-1] not in _STOPS and not line.marker)
        if following and is_bold and line.width <= 80:
            return Draft(line.start, line.end, BlockKind.HEADING, style=BOLD)
        if following is None or line.width > 120 or not self._looks_like_heading(index, line, following):
            return None
        if text[-1] in "?？" and (not line.marker or line.marker.style != "•"):
            return Draft(line.start, line.end, BlockKind.QUESTION, style=QUESTION)
        style = line.marker.style if line.marker else LABEL if text[-1] in ":：" else PLAIN
        return Draft(line.start, line.end, BlockKind.HEADING, style=style)

    def is_caption(self, index: int) -> bool:
        """Tell whether the title stands again in the middle of the text: the caption of a picture."""
        return index > 0 and bool(self.title) and _fold(self.lines[index].text) == self.title

    def _is_title(self, text: str) -> bool:
        folded = _fold(text)
        return bool(self.title) and len(folded) >= 4 and (folded in self.title or self.title in folded)

    def _looks_like_heading(self, index: int, line: Line, following: Line) -> bool:
        text = line.text
        words = text[line.marker.length :] if line.marker else text
        if not words or text[-1] in _STOPS or _META.search(text) or _ANSWER_MARK.match(text):
            return False
        if _SENTENCE_INSIDE.search(words[:-1]) and not self._is_question_apart(index):
            return False
        if len(_NO_LETTER.sub("", words)) < 0.5 * len(words) or (not line.marker and words[0].islower()):
            return False
        if line.marker:
            return self._is_numbered_heading(index, line, line.marker, following)
        if text[-1] in "?？":
            return self._is_apart(index) and (line.width <= 60 or following.width > 30)
        if text[-1] in ":：":
            is_short = line.width <= (36 if text.isascii() else 20)  # a longer one is a sentence that leads a list
            return is_short and not _LEADING.search(text[:-1]) and following.gap <= 1
        return self._is_apart(index) and _is_short(line) and self._is_longer(index + 1, line)

    def _is_apart(self, index: int) -> bool:
        """Tell whether the line before ends a sentence, a list or a paragraph, so that something new can begin."""
        if index == 0 or self.lines[index].gap:
            return True
        before = self.lines[index - 1]
        is_end = before.text[-1] in "。！？!?.…~～）)；;:：" or before.marker is not None or before.width > 100
        return is_end or index - 1 in self.rows or not _LETTER.search(before.text)

    def _is_question_apart(self, index: int) -> bool:
        """Tell whether a line asks something and has an empty line on both sides."""
        after = self.lines[index + 1]
        return self.lines[index].text[-1] in "?？" and bool(after.gap) and (index == 0 or bool(self.lines[index].gap))

    def _is_longer(self, index: int, line: Line) -> bool:
        """Tell whether the line at the index is what a heading stands over: longer, a sentence, a list, a table."""
        following = self.lines[index]
        if following.marker or index in self.rows or _QUESTION_MARK.match(following.text):
            return True
        if following.text[-1] in _SENTENCE_ENDS or following.width > max(60, line.width * 1.3):
            return True
        return bool(following.gap) and self._is_title_like(index)

    def _is_title_like(self, index: int) -> bool:
        """Tell whether a short line is itself followed by running text (a heading directly under a heading)."""
        if index + 1 >= len(self.lines) or not _is_short(self.lines[index]):
            return False
        after = self.lines[index + 1]
        return bool(after.marker) or after.text[-1] in _SENTENCE_ENDS or after.width > 80

    def _is_numbered_heading(self, index: int, line: Line, marker: Marker, following: Line) -> bool:
        """Tell a short marked line from an item by its neighbours: they are not its brothers in a list."""
        if marker.style == "第章":
            return line.width <= 64
        if marker.number is None or line.width > 64 or line.text[-1] in ":：":
            return False
        if following.indent > line.indent + 1 and marker.style not in ("第条", "一、", "第步"):
            return False
        if following.marker and following.marker.style == marker.style:
            return False
        before = self.lines[index - 1] if index else None
        return not (before and before.marker and before.marker.style == marker.style and before.text[-1] not in "。？?")


def _is_topic(text: str) -> bool:
    """Tell a microblog's `#topic#` from a heading."""
    return "#" in text[1:].lstrip("#")


def _is_short(line: Line) -> bool:
    return line.width <= 64 and line.text.count("，") + line.text.count(",") <= 1 and len(line.text.split()) <= 12


def _fold(text: str) -> str:
    """Keep what counts when a line is compared with a title: letters and digits."""
    return re.sub(r"[\W_]", "", text).lower()
