"""Exporting a warehouse: which files there are, and the index that lists them with rows and digests.

What a sheet holds is sheets.py's matter; its form as a file is writers.py's and spreadsheet.py's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from schemas.errors import LinewatchError
from schemas.ids import format_instant
from warehouse.connection import open_read_only
from warehouse.sheets import Sheet, keep_stated, make_matrix, read_sheets
from warehouse.spreadsheet import write_workbook
from warehouse.writers import defuse, write_csv, write_json, write_markdown, write_parquet

__all__ = ["defuse", "export"]

INDEX_NAME = "index.json"
SAMPLE_PREFIX = "SAMPLE-"
SAMPLE_WARNING = "SAMPLE: made-up pages written for this project, no evidence of what any carrier does."
LIVE_NOTE = "What the sources said, with their words; whose word it is stands beside it. No legal advice."


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    body: bytes
    rows: int


def export(warehouse: Path, target: Path) -> list[Path]:
    """Write the outputs of a warehouse into a folder as CSV, JSON, Markdown, Parquet and XLSX; return the files.

    The last is the index, with rows and sha256 of each. Equal warehouses make equal bytes. Files of samples have SAMPLE
    in their names. Files that an earlier export listed and this one does not make are removed; nothing else is. Raises
    LinewatchError when there is no warehouse or the folder cannot be written.
    """
    with open_read_only(warehouse) as connection:
        head = _read_head(connection)
        prefix = SAMPLE_PREFIX if head["dataset"] == "SAMPLE" else ""
        written: list[_File] = []
        for file in _make_files(connection, head):
            _write(target / (prefix + file.name), file.body)
            written.append(_File(prefix + file.name, b"", file.rows))
    files = [_describe(target / file.name, file.rows) for file in written]
    _remove_earlier(target, {file.name for file in written})
    _write(target / INDEX_NAME, (json.dumps({**head, "files": files}, ensure_ascii=False, indent=1) + "\n").encode())
    return [*(target / file.name for file in written), target / INDEX_NAME]


def _read_head(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return what every file says of the whole; not the run's name, which differs between equal builds."""
    dataset, now = connection.execute("SELECT dataset, now_at FROM raw.build").fetchall()[0]
    note = SAMPLE_WARNING if dataset == "SAMPLE" else LIVE_NOTE
    return {"dataset": dataset, "as_of": format_instant(now), "note": note}


def _make_files(connection: duckdb.DuckDBPyConnection, head: dict[str, Any]) -> Iterator[_File]:
    """Make the files one after the other, so that only one is held in memory."""
    sheets = read_sheets(connection)
    comparison = sheets[0]
    matrices = [make_matrix(comparison, language) for language in ("zh", "en")]
    for sheet in sheets:
        rows = len(sheet.rows)
        table = connection.sql(f"FROM out.{sheet.name} ORDER BY ALL").to_arrow_table()
        yield _File(f"{sheet.name}.csv", write_csv(sheet), rows)
        yield _File(f"{sheet.name}.json", write_json(sheet, head), rows)
        yield _File(f"{sheet.name}.parquet", write_parquet(table), rows)
        shown = keep_stated(sheet) if sheet is comparison else sheet
        yield _File(f"{sheet.name}.md", write_markdown(shown, _title(sheet, head)), len(shown.rows))
    for matrix in matrices:
        yield _File(f"{matrix.name}.csv", write_csv(matrix), len(matrix.rows))
    book = [*matrices, keep_stated(comparison), *sheets[1:]]
    about = [f"Linewatch, {head['dataset']}, as of {head['as_of']}", head["note"], book[2].note or ""]
    yield _File("linewatch.xlsx", write_workbook(book, about), sum(len(sheet.rows) for sheet in book))


def _title(sheet: Sheet, head: dict[str, Any]) -> str:
    mark = f"{head['dataset']}: " if head["dataset"] == "SAMPLE" else ""
    return f"{mark}{sheet.name}, as of {head['as_of']}"


def _write(path: Path, body: bytes) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(body)
        part.replace(path)
    except OSError as error:
        raise LinewatchError(f"{path}: cannot be written ({error.strerror}); name another folder") from error


def _describe(path: Path, rows: int) -> dict[str, Any]:
    body = path.read_bytes()
    return {"name": path.name, "rows": rows, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}


def _remove_earlier(target: Path, kept: set[str]) -> None:
    """Remove the files that the last index lists and this export did not write again."""
    index = target / INDEX_NAME
    if not index.is_file():
        return
    try:
        listed = [str(file["name"]) for file in json.loads(index.read_text(encoding="utf-8"))["files"]]
    except (ValueError, KeyError, TypeError):
        return  # not an index of ours: nothing that it names is ours to remove
    for name in listed:
        if name not in kept and Path(name).name == name:
            (target / name).unlink(missing_ok=True)
