"""Tables of HTML: the grid that row and column spans make, and the heads that stand over each cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4.element import NavigableString, Tag

from parsers.spacing import fold_breaks, fold_space

_WIDEST = 60  # columns; a wider span is a mistake or an attack
_LONGEST_HEAD = 40  # characters; a longer cell heads nothing
_INLINE_IN_CELL = frozenset(
    {"a", "abbr", "b", "big", "code", "del", "em", "font", "i", "ins", "label", "mark", "s", "small", "span", "strong",
     "sub", "sup", "time", "u", "wbr", "img", "nobr"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell in the row where it begins, with the texts of its heads."""

    text: str
    row_heads: tuple[str, ...]
    column_heads: tuple[str, ...]


@dataclass(slots=True)
class _Slot:
    """A place of the grid: the text there, whether a `th` made it, and whether a cell begins here."""

    text: str
    is_head: bool
    is_first: bool
    width: int = 1
    height: int = 1


def is_data_table(table: Tag) -> bool:
    """Tell a table of data from one that only lays out the page."""
    if table.get("role") in ("presentation", "none"):
        return False
    rows = _find_rows(table)
    if len(rows) < 2 or not 2 <= max(len(_find_cells(row)) for row in rows) <= _WIDEST:
        return False
    return not any(isinstance(part, Tag) and part.name in ("table", "h1", "h2") for part in table.descendants)


def read_table(table: Tag) -> list[list[TableCell]]:
    """Read a table row by row; a cell that spans several rows or columns is given once, and heads all that it spans."""
    grid = _lay_grid(table)
    head_rows = _count_head_rows(grid)
    columns = max((len(row) for row in grid), default=0)
    rows: list[list[TableCell]] = []
    section: tuple[str, ...] = ()
    for number, row in enumerate(grid):
        if number >= head_rows and _is_section(row, columns):
            section = (row[0].text,)
            rows.append([TableCell(row[0].text, (), ())])
            continue
        cells = [
            TableCell(
                slot.text,
                () if number < head_rows else section + _find_row_heads(row, column),
                _find_column_heads(grid[: min(head_rows, number)], column, slot.width),
            )
            for column, slot in enumerate(row)
            if slot.is_first and slot.text
        ]
        rows.append(cells)
    return [row for row in rows if row]


def has_head_row(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first of several rows, none of it marked as head, names the columns."""
    first, others = rows[0], rows[1:]
    if len(first) < 2 or not others or not all(0 < len(text) <= _LONGEST_HEAD for text in first):
        return False
    if any(any(character.isdigit() for character in text) for text in first[1:]):
        return False
    if len(first) > 2:
        return True
    lengths = [len(row[1]) for row in others if len(row) > 1]
    return bool(lengths) and len(first[1]) <= 12 and sum(lengths) > 1.5 * len(first[1]) * len(lengths)


def read_cell(cell: Tag) -> str:
    """Read the words of a cell; its lines stay lines."""
    parts: list[str] = []
    stack = [(iter(cell.contents), True)]
    while stack:
        contents, is_block = stack[-1]
        node = next(contents, None)
        if node is None:
            stack.pop()
            parts.append("\n" if is_block else "")
        elif isinstance(node, Tag):
            is_block = node.name not in _INLINE_IN_CELL
            parts.append("\n" if is_block else "")
            stack.append((iter(node.contents), is_block))
        elif type(node) is NavigableString:
            parts.append(fold_space(node))
    return fold_breaks("".join(parts))


def _find_rows(table: Tag) -> list[Tag]:
    rows: list[Tag] = []
    for part in _children(table, "tr", "thead", "tbody", "tfoot"):
        rows.extend([part] if part.name == "tr" else _children(part, "tr"))
    return rows


def _find_cells(row: Tag) -> list[Tag]:
    return list(_children(row, "td", "th"))


def _children(tag: Tag, *names: str) -> Iterator[Tag]:
    return (part for part in tag.contents if isinstance(part, Tag) and part.name in names)


def _lay_grid(table: Tag) -> list[list[_Slot]]:
    grid: list[list[_Slot]] = []
    hanging: dict[int, tuple[int, _Slot]] = {}  # column -> rows still to fill, and with what
    for row in _find_rows(table):
        slots: list[_Slot] = []
        _fill(slots, hanging)
        for cell in _find_cells(row):
            width, height = _read_span(cell, "colspan"), _read_span(cell, "rowspan")
            slot = _Slot(read_cell(cell), cell.name == "th", True, width, height)
            again = _Slot(slot.text, slot.is_head, False, 1, height)
            for offset in range(width):
                if height > 1:
                    hanging[len(slots)] = (height - 1, again)
                slots.append(again if offset else slot)
            _fill(slots, hanging)
        grid.append(slots)
    return grid


def _fill(slots: list[_Slot], hanging: dict[int, tuple[int, _Slot]]) -> None:
    """Fill the next columns with the cells that hang down into this row."""
    while len(slots) in hanging and len(slots) < _WIDEST:
        column = len(slots)
        left, slot = hanging.pop(column)
        if left > 1:
            hanging[column] = (left - 1, slot)
        slots.append(slot)


def _read_span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "1").strip()
    if not value.isdecimal() or len(value) > 5:
        return 1
    return max(1, min(int(value), _WIDEST if name == "colspan" else 1000))


def _count_head_rows(grid: list[list[_Slot]]) -> int:
    """Count the rows at the top that name the columns: rows of `th`, or a first row that reads like one."""
    count = 0
    for row in grid:
        if not row or not all(slot.is_head or not slot.text for slot in row):
            break
        count += 1
    if count or any(slot.is_head for row in grid[:1] for slot in row):
        return count if count < len(grid) else 0
    texts = [[slot.text for slot in row] for row in grid if len(row) > 1 and row[0].width < len(row)]
    if not texts or [slot.text for slot in grid[0]] != texts[0]:
        return 0
    return int(has_head_row(texts))


def _is_section(row: list[_Slot], columns: int) -> bool:
    """Tell whether one short cell spans the whole row: it heads the rows below."""
    return len(row) > 1 and row[0].is_first and row[0].width >= columns and 0 < len(row[0].text) <= _LONGEST_HEAD


def _find_row_heads(row: list[_Slot], column: int) -> tuple[str, ...]:
    """Find the heads of a cell in its row: the `th` next before it, else the first cells, as far as they are short."""
    heads: list[str] = []
    if any(slot.is_head for slot in row):
        position = column - 1
        while position >= 0 and not row[position].is_head:
            position -= 1
        while position >= 0 and row[position].is_head:
            heads.insert(0, row[position].text)
            position -= 1
    else:
        leading = 1
        while leading < len(row) - 1 and row[leading - 1].height > 1:
            leading += 1
        heads = [slot.text for slot in row[: min(leading, column)]]
    return tuple(dict.fromkeys(text for text in heads if 0 < len(text) <= _LONGEST_HEAD))


def _find_column_heads(head_rows: list[list[_Slot]], column: int, width: int) -> tuple[str, ...]:
    texts = [row[place].text for row in head_rows for place in range(column, min(column + width, len(row)))]
    return tuple(dict.fromkeys(text for text in texts if text))
