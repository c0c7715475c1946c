"""Sheets as bytes of files: CSV, JSON, Markdown and Parquet; XLSX is spreadsheet.py's. Equal sheets, equal bytes."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.ids import format_instant
from warehouse.sheets import Sheet

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(sheet: Sheet, *, has_mark: bool = False) -> bytes:
    """Write CSV (RFC 4180): UTF-8, CRLF, and no text that runs as a formula.

    `has_mark` puts a byte order mark before it, without which spreadsheets take Chinese for another encoding.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(sheet.columns)
    writer.writerows([defuse(to_text(value)) for value in row] for row in sheet.rows)
    return file.getvalue().encode("utf-8-sig" if has_mark else "utf-8")


def write_json(sheet: Sheet, head: dict[str, Any]) -> bytes:
    """Write JSON: the head's fields, then `rows`, an object for each row, a line each; what is NULL is left out."""
    rows = [
        json.dumps(
            {name: to_json(value) for name, value in zip(sheet.columns, row, strict=True) if value is not None},
            ensure_ascii=False,
        )
        for row in sheet.rows
    ]
    opening = json.dumps(head, ensure_ascii=False).removesuffix("}")
    return (opening + ', "rows": [\n' + ",\n".join(rows) + "\n]}\n").encode("utf-8")


def write_markdown(sheet: Sheet, title: str) -> bytes:
    """Write a Markdown page with the columns that the sheet shows people; no source's text breaks out of its cell."""
    places = [sheet.columns.index(name) for name in sheet.page]
    lines = [f"# {title}", "", *([sheet.note, ""] if sheet.note else [])]
    lines += [f"| {' | '.join(sheet.page)} |", "|" + "---|" * len(places)]
    lines += [f"| {' | '.join(escape_markdown(to_text(row[place])) for place in places)} |" for row in sheet.rows]
    return ("\n".join(lines) + "\n").encode("utf-8")


def write_parquet(table: pa.Table) -> bytes:
    """Write an Arrow table as Parquet with zstd."""
    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd")
    return file.getvalue()


def to_text(value: Any) -> str:
    """Write a value as text: dates in ISO 8601, instants in UTC, lists with `; `, true and false, nothing for NULL."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "; ".join(map(to_text, value))
    return str(to_json(value))


def to_json(value: Any) -> Any:
    """Return a value as JSON can say it: instants and dates as ISO 8601 text, everything else as it is."""
    if isinstance(value, datetime):
        return format_instant(value)
    return value.isoformat() if isinstance(value, date) else value


def defuse(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula (OWASP, CSV injection)."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def escape_markdown(text: str) -> str:
    """Escape what would end a cell, begin mark-up or be taken for HTML."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\\", "\\\\").replace("|", "\\|")
    for mark in "*_`[]":
        escaped = escaped.replace(mark, "\\" + mark)
    return " ".join(escaped.split())
