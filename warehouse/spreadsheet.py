"""The workbook: a page about it, a sheet for each region, then the tables. No cell is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from schemas.errors import LinewatchError
from warehouse.region_sheets import Cell, RegionSheet
from warehouse.sheets import Row, Sheet
from warehouse.writers import defuse, to_text

CELL_LIMIT = 32_767  # characters that a cell holds
ROW_LIMIT = 1_048_576  # rows that a sheet holds
CREATED = datetime(2020, 1, 1, tzinfo=UTC)  # a fixed date, so that equal tables make equal bytes

_WIDEST = 60
_ROWS_MEASURED = 200
_FILLS = {
    "stated": "#E2F0D9", "inherited": "#DDEBF7", "reported": "#FFE699", "general": "#FFF2CC", "not_stated": "#F2F2F2",
    "not_observed": "#F2F2F2", "not_applicable": "#F2F2F2",
}  # fmt: skip
_INKS = {"better": "#006100", "worse": "#9C0006", "neutral": "#1F1F1F"}
_LEGEND = {
    "en": (
        ("stated", "the carrier says so for this region"),
        ("inherited", "the carrier says so for a wider region"),
        ("reported", "only others say so"),
        ("general", "said of carriers in general"),
        ("not_stated", "its pages were read and are silent"),
        ("not_observed", "no page of it was read"),
        ("not_applicable", "cannot apply"),
        ("better", "green letters: good for the customer"),
        ("worse", "red letters: bad for the customer"),
    ),
    "zh": (
        ("stated", "运营商对本地区的说明"),
        ("inherited", "运营商对上级地区的说明"),
        ("reported", "仅他方报道"),
        ("general", "泛指各运营商"),
        ("not_stated", "已读其页面，未提及"),
        ("not_observed", "未能读到其页面"),
        ("not_applicable", "不适用"),
        ("better", "绿字：对用户有利"),
        ("worse", "红字：对用户不利"),
    ),
}
_WORDS = {
    "en": {"about": "about", "group": "Group", "condition": "Condition", "hint": (
        "A cell's note holds the words that state it, with source and date. Regions of which nothing of their own is "
        "said have no sheet: there the country's holds."
    )},
    "zh": {"about": "说明", "group": "类别", "condition": "条件", "hint": (
        "单元格的批注为原文、来源与日期。未另有说明的地区没有单独的工作表，以全国的工作表为准。"
    )},
}  # fmt: skip


class Workbook:
    """An XLSX workbook in the making; `language` is that of its own words. Call `add_...`, then `finish`."""

    def __init__(self, language: str, about: Sequence[str]) -> None:
        self._file = io.BytesIO()
        self._language = language
        self._book = xlsxwriter.Workbook(self._file, {
            "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        })  # fmt: skip
        self._book.set_properties({"title": "Linewatch", "created": CREATED, "comments": "\n".join(about)})
        self._head = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._cells = {
            (basis, tone): self._book.add_format({
                "bg_color": fill, "font_color": ink, "text_wrap": True, "valign": "top", "border": 1,
                "border_color": "#D0D0D0",
            })
            for basis, fill in _FILLS.items() for tone, ink in _INKS.items()
        }  # fmt: skip
        self._formats = {basis: self._book.add_format({"bg_color": fill}) for basis, fill in _FILLS.items()}
        self._formats |= {tone: self._book.add_format({"font_color": ink}) for tone, ink in _INKS.items()}
        self._add_about(about)

    def add_region(self, sheet: RegionSheet) -> None:
        """Add a region's sheet: conditions down, carriers across, each cell with its words in a note."""
        page = self._book.add_worksheet(f"{sheet.name} {sheet.region_id}"[:31])
        words = _WORDS[self._language]
        for place, name in enumerate((words["group"], words["condition"], *sheet.carriers)):
            page.write_string(0, place, defuse(name), self._head)
        page.set_column(0, 0, 14)
        page.set_column(1, 1, 30)
        page.set_column(2, 1 + len(sheet.carriers), 34)
        for number, (group, condition, cells) in enumerate(sheet.lines, start=1):
            page.write_string(number, 0, defuse(group))
            page.write_string(number, 1, defuse(condition))
            for place, cell in enumerate(cells, start=2):
                self._write_cell(page, number, place, cell)
        page.freeze_panes(1, 2)
        page.autofilter(0, 0, max(1, len(sheet.lines)), 1 + len(sheet.carriers))

    def add_table(self, sheet: Sheet) -> None:
        """Add a table as it is exported; LinewatchError when it has more rows than a workbook holds."""
        if len(sheet.rows) >= ROW_LIMIT:
            raise LinewatchError(f"{sheet.name}: more than {ROW_LIMIT} rows, which no workbook holds; read the CSV")
        page = self._book.add_worksheet(sheet.name)
        for place, name in enumerate(sheet.columns):
            page.write_string(0, place, name, self._head)
            page.set_column(place, place, _width(name, [row[place] for row in sheet.rows[:_ROWS_MEASURED]]))
        for number, row in enumerate(sheet.rows, start=1):
            self._write_row(page, number, row)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)

    def finish(self) -> bytes:
        """Return the file."""
        self._book.close()
        return self._file.getvalue()

    def _add_about(self, about: Sequence[str]) -> None:
        page = self._book.add_worksheet(_WORDS[self._language]["about"])
        page.set_column(0, 0, 18)
        lines = [*about, _WORDS[self._language]["hint"]]
        for number, line in enumerate(lines):
            page.write_string(number, 0, defuse(line))
        for number, (word, meaning) in enumerate(_LEGEND[self._language], start=len(lines) + 1):
            page.write_string(number, 0, word, self._formats[word])
            page.write_string(number, 1, meaning)

    def _write_cell(self, page: Any, number: int, place: int, cell: Cell) -> None:
        page.write_string(number, place, _fit(defuse(cell.words)), self._cells[cell.basis, cell.tone])
        if cell.note is not None:
            page.write_comment(number, place, cell.note, {"x_scale": 2.5, "y_scale": 1.5})

    def _write_row(self, page: Any, number: int, row: Row) -> None:
        for place, value in enumerate(row):
            if isinstance(value, bool):
                page.write_boolean(number, place, value)
            elif isinstance(value, int | float):
                page.write_number(number, place, value)
            elif value is not None:
                text = to_text(value)
                page.write_string(number, place, _fit(defuse(text)), self._formats.get(text))


def _fit(text: str) -> str:
    mark = " … (cut here; the CSV has all of it)"
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - len(mark)] + mark


def _width(name: str, values: Sequence[Any]) -> int:
    """Return a column's width in characters of the head and the first rows; a Chinese character is two wide."""
    longest = max((_display_width(to_text(value)) for value in values), default=0)
    return min(_WIDEST, max(len(name), longest, 6) + 1)


def _display_width(text: str) -> int:
    return sum(2 if character > "\u2e80" else 1 for character in text)
