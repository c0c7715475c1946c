"""The workbook: a sheet for each exported table, frozen heads, filters, a legend. No cell is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from warehouse.export import ExportedTable

_MOST_CHARACTERS = 32_000  # what a cell can hold
_WIDEST = 60
_COLOURS = {
    "stated": "#C6EFCE", "inherited": "#DDEBF7", "reported": "#FFEB9C", "general": "#FFF2CC", "not_observed": "#EDEDED",
    "better": "#C6EFCE", "worse": "#FFC7CE",
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


def write_workbook(tables: Sequence[ExportedTable], defuse: Callable[[str], str]) -> bytes:
    """Write tables into one workbook; the same tables give the same bytes."""
    out = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd", "remove_timezone": True,
    }  # fmt: skip
    with xlsxwriter.Workbook(out, options) as workbook:
        workbook.set_properties({"title": "Linewatch", "created": datetime(2020, 1, 1, tzinfo=UTC)})
        head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        formats = {word: workbook.add_format({"bg_color": colour}) for word, colour in _COLOURS.items()}
        for table in tables:
            sheet = workbook.add_worksheet(table.name)
            for column, name in enumerate(table.columns):
                sheet.write_string(0, column, name, head)
                sheet.set_column(column, column, _width(table, column))
            for number, row in enumerate(table.rows, 1):
                for column, value in enumerate(row):
                    _write_cell(sheet, number, column, value, defuse, formats)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(1, len(table.rows)), max(0, len(table.columns) - 1))
        legend = workbook.add_worksheet("legend")
        legend.set_column(1, 1, _WIDEST)
        for number, (word, meaning) in enumerate(_LEGEND):
            legend.write_string(number, 0, word, formats.get(word))
            legend.write_string(number, 1, meaning)
    return out.getvalue()


def _write_cell(
    sheet: Any, row: int, column: int, value: Any, defuse: Callable[[str], str], formats: dict[str, Any]
) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_string(row, column, value.astimezone(UTC).isoformat().replace("+00:00", "Z"))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
        sheet.write_string(row, column, defuse(text)[:_MOST_CHARACTERS], formats.get(text))


def _width(table: ExportedTable, column: int) -> int:
    longest = max((_display_width(row[column]) for row in table.rows[:200]), default=0)
    return min(_WIDEST, max(len(table.columns[column]), longest, 6) + 1)


def _display_width(value: Any) -> int:
    return sum(2 if character > "\u2e80" else 1 for character in str(value)) if value is not None else 0
