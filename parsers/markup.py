"""The walk over a pruned fragment of HTML: its text, and its lines with what the mark-up says of each.

What is cut before the walk belongs to pruning.py; lines of which the mark-up says nothing are judged in lines.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from parsers.blocks import MARKED, QUESTION
from parsers.headings import Line, Role, measure_width
from parsers.markers import find_marker
from parsers.spacing import drop_invisible, fold_breaks, fold_space
from parsers.tables import is_data_table, read_table
from schemas.documents import BlockKind

_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
     "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
     "var", "wbr", "ruby", "rb", "nobr", "img", "o:p"}
)  # fmt: skip
_BOLD = frozenset({"b", "strong"})
_LISTS = frozenset({"ul", "ol", "dir"})
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_FOLDING = frozenset({"dl", "details"})
_LONGEST_QUESTION = 150  # characters


def read_fragment(html: str) -> tuple[str, list[Line]]:
    """Read a fragment of HTML into its text and lines; cells of a row are parted by tabs, all other lines by breaks.

    An element of class `question` is the question of the answer that follows it.
    """
    walk = _Walk()
    walk.run(BeautifulSoup(html, "lxml", multi_valued_attributes=None))
    return "".join(walk.parts), walk.lines


class _Walk:
    """One pass over a tree, without recursion: pages nest thousands deep."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.lines: list[Line] = []
        self.length = 0
        self.buffer: list[str] = []
        self.bold_count = self.plain_count = 0  # characters of the buffer
        self.open: list[Tag] = []
        self.lists: list[int] = []  # numbers of the lists that are open
        self.list_count = 0
        self.unread_items: list[bool] = []  # for each open item: nothing of it was written yet
        self.depths = dict.fromkeys(("bold", "pre", "question"), 0)
        self.heading = 0
        self.is_over = False  # an answer ended
        self.gap = 1

    def run(self, root: Tag) -> None:
        stack: list[tuple[Tag | None, Iterator[PageElement]]] = [(None, iter(root.contents))]
        while stack:
            tag, contents = stack[-1]
            node = next(contents, None)
            if node is None:
                stack.pop()
                if tag is not None:
                    self._leave(tag)
            elif isinstance(node, Tag):
                if self._enter(node):
                    stack.append((node, iter(node.contents)))
            elif type(node) is NavigableString:
                self._add_text(node)
        self._flush()

    def _enter(self, tag: Tag) -> bool:
        """Begin an element; False where its contents are done with."""
        name = tag.name
        if name == "br":
            self._break_line()
            return False
        if name in _BOLD:
            self.depths["bold"] += 1
        if name in _INLINE:
            return True
        self._flush()
        if name == "table" and is_data_table(tag):
            self._add_table(tag)
            return False
        if name in _LISTS:
            self.list_count += 1
            self.lists.append(self.list_count)
        elif name == "li":
            self.unread_items.append(True)
        elif name in _HEADINGS:
            self.heading = _HEADINGS[name]
        elif name == "pre":
            self.depths["pre"] += 1
        if _is_question(tag):
            self.depths["question"] += 1
        return True

    def _leave(self, tag: Tag) -> None:
        name = tag.name
        if name in _BOLD:
            self.depths["bold"] -= 1
        if name in _INLINE:
            return
        self._flush()
        if name in _LISTS:
            self.lists.pop()
        elif name == "li":
            self.unread_items.pop()
        elif name in _HEADINGS:
            self.heading = 0
        elif name == "pre":
            self.depths["pre"] -= 1
        elif name in _FOLDING:
            self.is_over = True
        if _is_question(tag):
            self.depths["question"] -= 1

    def _break_line(self) -> None:
        if self.heading or self.depths["question"]:
            self.buffer.append(" ")
        elif self.unread_items and self.unread_items[-1]:
            self.buffer.append("\n")
        else:
            self._flush()
            self.gap = 0

    def _add_text(self, node: str) -> None:
        if self.depths["pre"]:
            for number, line in enumerate(drop_invisible(node).splitlines()):
                if number:
                    self._break_line()
                self._add_words(line.expandtabs(4))
        else:
            self._add_words(fold_space(node))

    def _add_words(self, words: str) -> None:
        self.buffer.append(words)
        if self.depths["bold"]:
            self.bold_count += len(words.strip())
        else:
            self.plain_count += len(words.strip())

    def _flush(self) -> None:
        """Write what was gathered as one line."""
        if not self.buffer:
            return
        text = fold_breaks("".join(self.buffer))
        is_bold = self.bold_count > 0 and self.plain_count * 8 <= self.bold_count
        self.buffer.clear()
        self.bold_count = self.plain_count = 0
        if not text:
            self.gap = max(self.gap, 1)
            return
        self._write(text, "\n", self._find_role(text), is_bold)
        self.gap = 1

    def _find_role(self, text: str) -> Role | None:
        if self.depths["question"] and len(text) <= _LONGEST_QUESTION:
            return Role(BlockKind.QUESTION, style=QUESTION)
        if self.heading:
            kind = BlockKind.QUESTION if text[-1] in "?？" else BlockKind.HEADING
            return Role(kind, self.heading, MARKED)
        if self.unread_items and self.unread_items[-1]:
            self.unread_items[-1] = False
            return Role(BlockKind.LIST_ITEM, len(self.lists), f"{MARKED}{self.lists[-1] if self.lists else 0}")
        if self.unread_items and find_marker(text) is None:
            return Role(BlockKind.PARAGRAPH)
        return None

    def _write(self, text: str, separator: str, role: Role | None, is_bold: bool = False) -> None:
        if self.length:
            self.parts.append(separator)
            self.length += len(separator)
        depth = max(1, len(self.lists))
        is_item = role is not None and role.kind is BlockKind.LIST_ITEM
        indent = depth * 10 if is_item else depth * 10 + 5 if self.unread_items else 0
        marker = None if role else find_marker(text)
        start, end = self.length, self.length + len(text)
        self.lines.append(
            Line(start, end, text, indent, self.gap, marker, measure_width(text), role, is_bold, self.is_over)
        )
        self.parts.append(text)
        self.length = end
        self.is_over = False

    def _add_table(self, table: Tag) -> None:
        self.list_count += 1
        for caption in (part for part in table.contents if isinstance(part, Tag) and part.name == "caption"):
            self._add_words(fold_space(caption.get_text(" ")))
            self._flush()
        for row in read_table(table):
            for column, cell in enumerate(row):
                role = Role(
                    BlockKind.TABLE_CELL, style=str(self.list_count),
                    row_heads=cell.row_heads, column_heads=cell.column_heads,
                )  # fmt: skip
                self._write(cell.text, "\t" if column else "\n", role)
        self.gap = 1


def _is_question(tag: Tag) -> bool:
    """Tell whether an element is the question of an answer that follows it."""
    if tag.name in ("summary", "dt", "button"):
        return True
    return tag.get("class") == QUESTION and _is_short(tag)


def _is_short(tag: Tag) -> bool:
    length = 0
    for string in tag.strings:
        length += len(string.strip())
        if length > _LONGEST_QUESTION:
            return False
    return length > 0
