"""Rows of tables drawn in plain text, with bars, tabs or columns of spaces between the cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.headings import measure_width

_DELIMITER = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")
_CELL_BAR = re.compile(r"[^|]+")
_CELL_TAB = re.compile(r"[^\t]+")
_CELL_SPACES = re.compile(r"\S+(?:[ \u3000]\S+)*")  # cells stand two spaces apart or more
_SPACES = re.compile(r"\S(?: {2,}|\u3000{2,})\S")
_NEXT_TO = 2  # columns by which the beginnings of cells may differ
_CELLS = {"|": _CELL_BAR, "\t": _CELL_TAB, " ": _CELL_SPACES}
_HEAD_LENGTH = 40  # characters; a longer cell heads nothing
_LABEL_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its place in the line (code points), and the texts of its heads."""

    start: int
    end: int
    row_heads: tuple[str, ...] = ()
    column_heads: tuple[str, ...] = ()


def find_rows(lines: list[str]) -> dict[int, tuple[Cell, ...]]:
    """Find the lines that are rows of a table: line index -> its cells that are not empty; a rule line has none."""
    lines = [line.replace("｜", "|").replace("│", "|") for line in lines]
    rows: dict[int, tuple[Cell, ...]] = {}
    index = 0
    while index < len(lines):
        separator = next((sign for sign in "|\t" if sign in lines[index]), " ")
        end = index
        while end < len(lines) and _is_row(lines[end], separator):
            end += 1
        if separator == " ":
            end = _find_end_of_columns(lines, index, end)
        if end > index and _is_table(lines[index:end], separator):
            rows.update(_read_table(lines[index:end], index, separator))
        index = max(end, index + 1)
    return rows


def _find_end_of_columns(lines: list[str], first: int, end: int) -> int:
    """Find where the lines end whose cells begin below those of the first one."""
    wanted = [measure_width(lines[first][:start]) for start, _ in _find_cells(lines[first], " ")]
    for index in range(first + 1, end):
        starts = [measure_width(lines[index][:start]) for start, _ in _find_cells(lines[index], " ")]
        is_below = len(starts) == len(wanted) and all(
            abs(one - other) <= _NEXT_TO for one, other in zip(starts, wanted, strict=True)
        )
        if not is_below:
            return index
    return end


def _is_row(line: str, separator: str) -> bool:
    if separator == " ":
        is_wide = _SPACES.search(line) is not None
        return is_wide and all(end - start <= _HEAD_LENGTH for start, end in _find_cells(line, separator))
    if separator == "\t":
        return "\t" in line and not re.match(r"\S{1,6}\t+[^\t]*$", line)
    return "|" in line or bool(_DELIMITER.fullmatch(line))


def _is_table(lines: list[str], separator: str) -> bool:
    """A lone line with bars is a row of links, unless bars frame it."""
    if separator != "|":
        return len(lines) > 1
    return len(lines) > 1 or (lines[0].endswith("|") and lines[0].count("|") > 1)


def _read_table(lines: list[str], first: int, separator: str) -> dict[int, tuple[Cell, ...]]:
    """Read the cells; the first row of several short cells has the column heads; a short lone cell heads the next."""
    heads: list[str] = []
    label: tuple[str, ...] = ()
    rows: dict[int, tuple[Cell, ...]] = {}
    for index, line in enumerate(lines, first):
        spans = [] if _DELIMITER.fullmatch(line) else _find_cells(line, separator)
        words = [line[start:end] for start, end in spans]
        is_lone = len(words) == 1
        if len(words) > 1 and not heads:
            heads = words if all(len(word) <= _HEAD_LENGTH for word in words) else [""]
            rows[index] = tuple(Cell(start, end) for start, end in spans)
            continue
        if is_lone and len(words[0]) <= _LABEL_LENGTH:
            label = ()
        fits = len(words) == len(heads) > 1
        rows[index] = tuple(
            Cell(
                start, end,
                (words[0],) if column and len(words[0]) <= _HEAD_LENGTH else label if is_lone else (),
                (heads[column],) if fits else (),
            )
            for column, (start, end) in enumerate(spans)
        )  # fmt: skip
        if words:
            label = (words[0],) if is_lone and len(words[0]) <= _LABEL_LENGTH else label if is_lone else ()
    return rows


def _find_cells(line: str, separator: str) -> list[tuple[int, int]]:
    spans = []
    for match in _CELLS[separator].finditer(line):
        words = match[0].strip()
        if words:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            spans.append((start, start + len(words)))
    return spans
