"""The workbook: a sheet for each exported table, frozen heads, filters, a page about it. No cell is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from schemas.errors import LinewatchError
from warehouse.sheets import Row, Sheet
from warehouse.writers import defuse, to_text

CELL_LIMIT = 32_767  # characters that a cell holds
ROW_LIMIT = 1_048_576  # rows that a sheet holds
CREATED = datetime(2020, 1, 1, tzinfo=UTC)  # a fixed date, so that equal tables make equal bytes

_WIDEST = 60
_ROWS_MEASURED = 200
_COLOURS = {
    "stated": "#C6EFCE", "inherited": "#DDEBF7", "reported": "#FFEB9C", "general": "#FFF2CC", "better": "#C6EFCE",
    "worse": "#FFC7CE",
}  # fmt: skip
_LEGEND = (
    ("stated", "the carrier says so for this region"),
    ("inherited", "the carrier says so for a wider region"),
    ("reported", "only others say so"),
    ("general", "said of carriers in general"),
    ("not_stated", "its pages were read and are silent"),
    ("not_observed", "no page of it was read"),
    ("not_applicable", "cannot apply"),
)


def write_workbook(sheets: Sequence[Sheet], about: Sequence[str]) -> bytes:
    """Write an XLSX workbook: a page about it, then each sheet.

    Text longer than a cell holds is cut and says so; LinewatchError when a sheet has more rows than a workbook holds.
    """
    file = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(file, options) as workbook:
        workbook.set_properties({"title": "Linewatch", "created": CREATED, "comments": "\n".join(about)})
        head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        formats = {word: workbook.add_format({"bg_color": colour}) for word, colour in _COLOURS.items()}
        _write_about(workbook.add_worksheet("about"), about, formats)
        for sheet in sheets:
            if len(sheet.rows) >= ROW_LIMIT:
                raise LinewatchError(f"{sheet.name}: more than {ROW_LIMIT} rows, which no workbook holds; read the CSV")
            _write_sheet(workbook.add_worksheet(sheet.name), sheet, head, formats)
    return file.getvalue()


def _write_about(page: Any, about: Sequence[str], formats: dict[str, Any]) -> None:
    page.set_column(0, 0, 16)
    for number, line in enumerate(about):
        page.write_string(number, 0, defuse(line))
    for number, (word, meaning) in enumerate(_LEGEND, start=len(about) + 1):
        page.write_string(number, 0, word, formats.get(word))
        page.write_string(number, 1, meaning)


def _write_sheet(page: Any, sheet: Sheet, head: Any, formats: dict[str, Any]) -> None:
    for place, name in enumerate(sheet.columns):
        page.write_string(0, place, name, head)
        page.set_column(place, place, _width(name, [row[place] for row in sheet.rows[:_ROWS_MEASURED]]))
    for number, row in enumerate(sheet.rows, start=1):
        _write_row(page, number, row, formats)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _write_row(page: Any, number: int, row: Row, formats: dict[str, Any]) -> None:
    for place, value in enumerate(row):
        if isinstance(value, bool):
            page.write_boolean(number, place, value)
        elif isinstance(value, int | float):
            page.write_number(number, place, value)
        elif value is not None:
            text = to_text(value)
            page.write_string(number, place, _fit(defuse(text)), formats.get(text))


def _fit(text: str) -> str:
    mark = " … (cut here; the CSV has all of it)"
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - len(mark)] + mark


def _width(name: str, values: Sequence[Any]) -> int:
    """Return a column's width in characters of the head and the first rows; a Chinese character is two wide."""
    longest = max((_display_width(to_text(value)) for value in values), default=0)
    return min(_WIDEST, max(len(name), longest, 6) + 1)


def _display_width(text: str) -> int:
    return sum(2 if character > "\u2e80" else 1 for character in text)
