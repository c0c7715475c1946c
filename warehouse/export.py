"""Exports: the tables for people as files, in forms that spreadsheets, programs and readers open.

The same warehouse gives the same bytes. What the tables hold is the SQL's; the spreadsheet is spreadsheet.py's.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet

from schemas.errors import LinewatchError
from schemas.ids import format_instant
from schemas.tables import TABLES
from warehouse.connection import open_read_only
from warehouse.spreadsheet import write_workbook

# What is exported: the file's name and its query. The matrix has carriers across and conditions down.
_QUERIES = {
    "comparison": "FROM out.comparison ORDER BY ALL",
    "changes": "FROM out.changes ORDER BY observed_at DESC, change_id",
    "coverage": "FROM out.coverage ORDER BY ALL",
    "sources": "FROM out.sources ORDER BY source_id",
}
_MATRIX = """
    PIVOT (
        SELECT dataset, region_id, position, attribute, code, code_en, code_zh, carrier_id, policy_en
        FROM out.comparison
    ) ON carrier_id USING any_value(policy_en) GROUP BY dataset, region_id, position, attribute, code, code_en, code_zh
    ORDER BY region_id, position
"""
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """Rows as they were read from the warehouse: column names, rows of Python values, and the Arrow table."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    arrow: pa.Table


def export(warehouse: Path, target: Path) -> list[Path]:
    """Write the tables for people into a folder as CSV, JSON, Markdown, Parquet and XLSX, with an index of them.

    The files of samples are named SAMPLE-<table>. Returns the files, the index last; LinewatchError where the folder
    cannot be written.
    """
    with open_read_only(warehouse) as connection:
        is_sample = connection.execute("SELECT bool_or(is_sample) FROM raw.build").fetchall()[0][0]
        tables = [_read(connection, name, query) for name, query in {**_QUERIES, "matrix": _MATRIX}.items()]
    prefix = "SAMPLE-" if is_sample else ""
    contents: dict[str, tuple[bytes, int]] = {}
    for table in tables:
        for suffix, write in _FORMS.items():
            contents[f"{prefix}{table.name}.{suffix}"] = (write(table), len(table.rows))
    total = sum(len(table.rows) for table in tables)
    contents[f"{prefix}linewatch.xlsx"] = (write_workbook(tables, defuse), total)
    index = _write_index(contents, is_sample)
    bodies = {name: body for name, (body, _) in contents.items()} | {"index.json": index}
    return [_put(target, name, body) for name, body in bodies.items()]


def defuse(text: str) -> str:
    """Disarm a text that a spreadsheet would run as a formula, by an apostrophe before it (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def _read(connection: duckdb.DuckDBPyConnection, name: str, query: str) -> ExportedTable:
    arrow = connection.sql(query).to_arrow_table()
    rows = tuple(zip(*(column.to_pylist() for column in arrow.columns), strict=True)) if arrow.num_columns else ()
    return ExportedTable(name, tuple(arrow.column_names), rows, arrow)


def _write_csv(table: ExportedTable) -> bytes:
    """Write UTF-8 with a byte order mark, by which spreadsheets know it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([defuse(show(value)) if isinstance(value, str | list) else show(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _write_json(table: ExportedTable) -> bytes:
    records = [dict(zip(table.columns, map(_plain, row), strict=True)) for row in table.rows]
    return (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode()


def _write_markdown(table: ExportedTable) -> bytes:
    lines = [_markdown_row(table.columns), "|" + "---|" * len(table.columns)]
    lines += [_markdown_row([show(value) for value in row]) for row in table.rows]
    return ("\n".join(lines) + "\n").encode()


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_escape_markdown(cell) for cell in cells) + " |"


def _escape_markdown(text: str) -> str:
    """Escape what would end a cell, or be HTML or a link where the table is shown."""
    for sign in "\\|`*_[]#":
        text = text.replace(sign, "\\" + sign)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", " ").replace("\n", " ")


def _write_parquet(table: ExportedTable) -> bytes:
    sink = pa.BufferOutputStream()
    pyarrow.parquet.write_table(table.arrow, sink, compression="zstd", store_schema=True)
    return bytes(sink.getvalue())


_FORMS = {"csv": _write_csv, "json": _write_json, "md": _write_markdown, "parquet": _write_parquet}


def _write_index(contents: dict[str, tuple[bytes, int]], is_sample: bool) -> bytes:
    files = [
        {"name": name, "rows": rows, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        for name, (body, rows) in sorted(contents.items())
    ]
    descriptions = {name: TABLES[f"out.{name}"].comment for name in _QUERIES}
    index = {"dataset": "SAMPLE" if is_sample else "LIVE", "tables": descriptions, "files": files}
    return (json.dumps(index, ensure_ascii=False, indent=1) + "\n").encode()


def _put(target: Path, name: str, body: bytes) -> Path:
    path = target / name
    partial = path.with_name(f".{name}.partial")
    try:
        target.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(body)
        partial.replace(path)
    except OSError as error:
        raise LinewatchError(f"{path}: cannot be written ({error.strerror}); name another folder") from error
    return path


def show(value: Any) -> str:
    """Write a value as a text cell: instants in UTC, lists separated by semicolons, nothing for NULL."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_instant(value)
    return value.isoformat() if isinstance(value, date) else value
