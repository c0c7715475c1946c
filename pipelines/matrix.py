"""The comparison as a matrix for people: carriers across, conditions down. The facts come from out.comparison."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from rich import box
from rich.table import Table
from rich.text import Text

from pipelines.asking import SAID, Rows
from pipelines.rendering import make_console, print_lines, write_rows

_STYLES = {"stated": "", "inherited": "cyan", "reported": "yellow", "general": "yellow dim"}
_NOTES = {
    "!": {"en": "contradicted by another source", "zh": "另有来源说法相反"},
    "?": {"en": "the source contradicts itself", "zh": "来源自相矛盾"},
    "†": {"en": "last seen longer ago than its source allows", "zh": "来源已久未更新"},
}
_FIRST_WIDTH, _CELL_WIDTH = 26, 16  # columns of a terminal
_CONDITION = {"en": "condition", "zh": "条件"}
_TITLE = {"en": "What it takes to leave", "zh": "销户条件对比"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What holds for one carrier and condition, in words; `marks` warn of it."""

    words: str
    basis: str
    marks: str = ""

    @property
    def text(self) -> str:
        """The words with their marks."""
        return f"{self.words} {self.marks}".strip()


@dataclass(frozen=True, slots=True)
class Matrix:
    """Columns of carriers, and a line of cells for each condition, under the labels of its attribute."""

    language: str
    heads: list[str]
    lines: list[tuple[str, str, list[Cell]]]

    @property
    def notes(self) -> dict[str, str]:
        """What the marks in use mean."""
        used = {mark for _, _, cells in self.lines for cell in cells for mark in cell.marks}
        return {mark: note[self.language] for mark, note in _NOTES.items() if mark in used}


def make_matrix(comparison: Rows, language: str, *, has_silent_lines: bool = False) -> Matrix:
    """Lay the comparison out; conditions on which every column is silent are left out unless asked for."""
    records = comparison.records()
    columns = sorted({(row["carrier_id"], row["region_id"]) for row in records})
    cells: dict[tuple[int, str, str], dict[tuple[str, str], Cell]] = {}
    for row in records:
        line = (row["position"], row[f"attribute_{language}"], row[f"code_{language}"])
        cells.setdefault(line, {})[row["carrier_id"], row["region_id"]] = _make_cell(row, language)
    lines = [
        (attribute, code, [found.get(column, Cell("", "not_applicable")) for column in columns])
        for (_, attribute, code), found in sorted(cells.items())
        if has_silent_lines or any(cell.basis in SAID for cell in found.values())
    ]
    return Matrix(language, list(_name_columns(records, columns, language)), lines)


def name_matrix(language: str, *, is_sample: bool) -> str:
    """Return the matrix's title; that of the samples says SAMPLE."""
    return ("SAMPLE · " if is_sample else "") + _TITLE[language]


def print_matrix(matrix: Matrix, title: str, out: TextIO) -> None:
    """Print a matrix as a table, or as several below each other on a narrow terminal, then what its marks mean."""
    console = make_console(out)
    fitting = max(1, (console.width - _FIRST_WIDTH) // _CELL_WIDTH)
    for start in range(0, len(matrix.heads), fitting):
        part = slice(start, start + fitting)
        table = Table(box=box.SIMPLE_HEAD, header_style="bold", title=title, title_justify="left", pad_edge=False)
        table.add_column(_CONDITION[matrix.language], min_width=_FIRST_WIDTH)
        for head in matrix.heads[part]:
            table.add_column(head, overflow="fold", min_width=_CELL_WIDTH - 2)
        _add_lines(table, [(attribute, code, cells[part]) for attribute, code, cells in matrix.lines])
        print_lines(console, table)
    for mark, note in matrix.notes.items():
        console.print(f"{mark} {note}", style="dim", markup=False)


def write_matrix_markdown(matrix: Matrix, title: str, out: TextIO) -> None:
    """Write a matrix as a Markdown table under a heading."""
    out.write(f"# {title}\n\n")
    rows = [(f"{attribute}: {code}", *(cell.text for cell in cells)) for attribute, code, cells in matrix.lines]
    write_rows([_CONDITION[matrix.language], *matrix.heads], rows, "md", out)
    if matrix.notes:
        out.write("\n" + "".join(f"- {mark} {note}\n" for mark, note in matrix.notes.items()))


def _add_lines(table: Table, lines: list[tuple[str, str, list[Cell]]]) -> None:
    above = None
    for attribute, code, cells in lines:
        if attribute != above:
            table.add_row(Text(attribute, style="bold"))
            above = attribute
        table.add_row(f"  {code}", *(Text(cell.text, style=_STYLES.get(cell.basis, "dim")) for cell in cells))


def _make_cell(row: dict[str, Any], language: str) -> Cell:
    marks = "!" * row["is_conflicting"] + "?" * row["is_self_contradicting"] + "†" * row["is_last_seen"]
    words = row[f"policy_{language}"]
    if row["basis"] in ("reported", "general", "inherited"):
        words = f"{words} ({row[f'basis_{language}']})"
    return Cell(words, row["basis"], marks)


def _name_columns(
    records: list[dict[str, Any]], columns: list[tuple[str, str]], language: str
) -> Iterator[str]:
    """Name columns by carrier, and by region where a carrier has several or the region is a part of its country."""
    names = {row["carrier_id"]: row["carrier_local_name" if language == "zh" else "carrier_name"] for row in records}
    regions = {row["region_id"]: row[f"region_{language}"] for row in records}
    for carrier, region in columns:
        yield names[carrier] if "-" not in region else f"{names[carrier]} {regions[region]}"
