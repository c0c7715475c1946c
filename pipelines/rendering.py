"""Writes rows for people and programs: an aligned table, CSV, JSON or Markdown. What the rows mean is the caller's."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

from rich import box
from rich.console import Console
from rich.table import Table

from schemas.ids import format_instant
from warehouse.labels import find_label

PIPED_WIDTH = 200  # columns, where no terminal says how wide it is


def write_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], form: str, out: TextIO) -> None:
    """Write rows as `table`, `csv`, `tsv`, `json` (a list of objects) or `md`; instants in UTC.

    In CSV lists are JSON, and a text that a spreadsheet would run as a formula is disarmed by an apostrophe. In TSV a
    row is one line, whatever stands in it. A table cuts nothing: what is too wide is folded.
    """
    match form:
        case "csv":
            _write_csv(columns, rows, out)
        case "tsv":
            lines = ([" ".join(show_cell(value).split()) for value in row] for row in (columns, *rows))
            out.writelines("\t".join(line) + "\n" for line in lines)
        case "json":
            records = [dict(zip(columns, map(_plain, row), strict=True)) for row in rows]
            json.dump(records, out, ensure_ascii=False, indent=1)
            out.write("\n")
        case "md":
            _write_markdown(columns, rows, out)
        case "table":
            table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
            for column in columns:
                table.add_column(column, overflow="fold")
            for row in rows:
                table.add_row(*(show_cell(value) for value in row))
            print_lines(make_console(out), table)
        case _:
            raise ValueError(f"{form!r} is no form of rows")


def make_console(out: TextIO) -> Console:
    """Return a console: colours on a terminal; elsewhere plain text, tables of a fixed width and lines as they are."""
    console = Console(file=out, highlight=False)
    if not console.is_terminal:
        console = Console(file=out, highlight=False, width=PIPED_WIDTH, soft_wrap=True)
    return console


def print_lines(console: Console, table: Table) -> None:
    """Print a table; where no terminal shows it, without the blanks at the ends of its lines."""
    if console.is_terminal:
        console.print(table, markup=False)
        return
    with console.capture() as captured:
        console.print(table, markup=False, soft_wrap=False)
    for line in captured.get().splitlines():
        console.file.write(f"{line.rstrip()}\n")


def open_output(path: Path | None) -> AbstractContextManager[TextIO]:
    """Open the file that an option names, or standard output."""
    if path is None:
        return nullcontext(sys.stdout)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("w", encoding="utf-8", newline="")


def show_cell(value: Any) -> str:
    """Write one value as text; nothing for NULL."""
    plain = _plain(value)
    if plain is None:
        return ""
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)


def name_source(record: Mapping[str, Any], language: str) -> str:
    """Name a record's source for people, with a mark where nobody verified its address; nothing where it has none."""
    if record["is_verified"] is False:
        return f"{record['source_id']} ({find_label('source', 'unverified', language)})"
    return record["source_id"] or ""


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, datetime):
        return format_instant(value) if value.tzinfo else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _write_csv(columns: Sequence[str], rows: Sequence[Sequence[Any]], out: TextIO) -> None:
    from warehouse.writers import defuse

    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([defuse(value) if isinstance(value, str) else show_cell(value) for value in row])


def _write_markdown(columns: Sequence[str], rows: Sequence[Sequence[Any]], out: TextIO) -> None:
    from warehouse.writers import escape_markdown

    lines, rule = io.StringIO(), ["---"] * len(columns)
    for row in (columns, rule, *rows):
        cells = [str(value) if row in (columns, rule) else escape_markdown(show_cell(value)) for value in row]
        lines.write(f"| {' | '.join(cells)} |\n")
    out.write(lines.getvalue())
