"""Exporting a warehouse: which files there are, and the index that lists them with rows and digests.

What a sheet holds is sheets.py's matter; its form as a file is that of writers.py, spreadsheet.py and datapackage.py.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from schemas.errors import LinewatchError
from schemas.ids import format_instant
from warehouse.choice import Choice
from warehouse.connection import open_read_only
from warehouse.datapackage import PACKAGE_NAME, write_datapackage
from warehouse.index import INDEX_NAME, describe_file, remove_earlier, verify_file
from warehouse.region_sheets import make_region_sheets
from warehouse.sheets import Sheet, keep_language, keep_stated, make_matrix, read_sheets, select_sheet
from warehouse.spreadsheet import Workbook
from warehouse.writers import defuse, write_csv, write_json, write_markdown, write_parquet

__all__ = ["Pages", "defuse", "export"]

SAMPLE_PREFIX = "SAMPLE-"
SAMPLE_WARNING = "SAMPLE: made-up pages written for this project, no evidence of what any carrier does."
LIVE_NOTE = "What the sources said, with their words; whose word it is stands beside it. No legal advice."
WAREHOUSE_NAME = "linewatch.duckdb"
REPORT_FOLDER = "report"

# Makes the pages of a report: paths below its folder, and their bodies.
Pages = Callable[[duckdb.DuckDBPyConnection, Choice], Iterable[tuple[str, bytes]]]


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    body: bytes
    rows: int | None = None


def export(
    warehouse: Path, target: Path, choice: Choice | None = None, *, pages: Pages | None = None,
    has_warehouse: bool = False,
) -> list[Path]:
    """Write the outputs of a warehouse into a folder: CSV, JSON, Markdown, Parquet, XLSX, a Data Package, an index.

    The last file is the index, with rows and sha256 of each. Of a `choice` only what it names is written; `pages` make
    a report beside the tables, and `has_warehouse` adds the DuckDB file itself. Equal warehouses make equal bytes, but
    for that file. Files of samples have SAMPLE in their names. Every table is read back and its rows are counted. Files
    that an earlier export listed and this one does not make are removed; nothing else is. Raises LinewatchError when
    there is no warehouse, or the folder cannot be written.
    """
    choice = choice or Choice()
    with open_read_only(warehouse) as connection:
        head = _read_head(connection, choice)
        prefix = SAMPLE_PREFIX if head["dataset"] == "SAMPLE" else ""
        files = [_keep(target, file) for file in _make_files(connection, head, choice, prefix)]
        counts = _count(connection)
        made = pages(connection, choice) if pages else ()
        files += [_keep(target, _File(f"{prefix}{REPORT_FOLDER}/{path}", body)) for path, body in made]
    if has_warehouse:
        files.append(_copy(warehouse, target / (prefix + WAREHOUSE_NAME)))
    remove_earlier(target, {file["name"] for file in files})
    index = {**head, "counts": counts, "files": files}
    _write(target / INDEX_NAME, (json.dumps(index, ensure_ascii=False, indent=1) + "\n").encode())
    return [*(target / file["name"] for file in files), target / INDEX_NAME]


def _read_head(connection: duckdb.DuckDBPyConnection, choice: Choice) -> dict[str, Any]:
    """Return what every file says of the whole; not the run's name, which differs between equal builds."""
    dataset, now, code = connection.execute("SELECT dataset, now_at, code_digest FROM raw.build").fetchall()[0]
    return {
        "dataset": dataset, "as_of": format_instant(now), "version": version("linewatch"), "code_digest": code,
        "note": SAMPLE_WARNING if dataset == "SAMPLE" else LIVE_NOTE, "chosen": choice.describe(),
    }  # fmt: skip


def _count(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return how much stands behind the files."""
    cursor = connection.execute(
        """
        SELECT
            captures_count AS captures, documents_count AS documents, claims_count AS claims,
            (SELECT count(*) FROM raw.sources) AS sources,
            (SELECT count(*) FROM core.cells WHERE polarity IS NOT NULL) AS stated_cells,
            (SELECT count(*) FROM core.policy_changes) AS changes
        FROM raw.build
        """
    )
    names = [column[0] for column in cursor.description or ()]
    return dict(zip(names, cursor.fetchall()[0], strict=True))


def _make_files(
    connection: duckdb.DuckDBPyConnection, head: dict[str, Any], choice: Choice, prefix: str
) -> Iterator[_File]:
    """Make the files one after the other, so that only one is held in memory."""
    whole = read_sheets(connection, choice)
    sheets = [keep_language(sheet, choice.language) for sheet in whole]
    for sheet in sheets:
        name, rows = prefix + sheet.name, len(sheet.rows)
        yield _File(f"{name}.csv", write_csv(sheet), rows)
        yield _File(f"{name}.bom.csv", write_csv(sheet, has_mark=True), rows)
        yield _File(f"{name}.json", write_json(sheet, head), rows)
        query, values = select_sheet(sheet.name, choice)
        table = connection.sql(query, params=values).to_arrow_table().select(list(sheet.columns))
        yield _File(f"{name}.parquet", write_parquet(table), rows)
        shown = keep_stated(sheet) if sheet is sheets[0] else sheet
        yield _File(f"{name}.md", write_markdown(shown, _title(sheet, head)), len(shown.rows))
    for language in choice.languages:
        matrix = make_matrix(whole[0], language)
        yield _File(f"{prefix}{matrix.name}.csv", write_csv(matrix), len(matrix.rows))
        yield _File(f"{prefix}{matrix.name}.bom.csv", write_csv(matrix, has_mark=True), len(matrix.rows))
        body = _make_workbook(whole, head, language)
        yield _File(f"{prefix}linewatch.{language}.xlsx", body)
    names = {sheet.name: f"{prefix}{sheet.name}.csv" for sheet in sheets}
    yield _File(prefix + PACKAGE_NAME, write_datapackage(head, sheets, names, _list_sources(whole)))


def _make_workbook(sheets: list[Sheet], head: dict[str, Any], language: str) -> bytes:
    regions, others = make_region_sheets(sheets[0], language)
    stated = keep_stated(sheets[0])
    same = [f"{', '.join(others)}: {'与上级地区相同' if language == 'zh' else 'as the wider region'}"] if others else []
    about = [f"Linewatch, {head['dataset']}, {head['as_of']}", head["note"], stated.note or "", *same]
    book = Workbook(language, about)
    for region in regions:
        book.add_region(region)
    for sheet in (stated, *sheets[1:]):
        book.add_table(keep_language(sheet, language))
    return book.finish()


def _list_sources(sheets: list[Sheet]) -> list[tuple[str, str]]:
    """Return title and address of the sources that were read."""
    sources = next(sheet for sheet in sheets if sheet.name == "sources")
    at = sources.at
    return [
        (str(row[at["title"]] or row[at["source_id"]]), str(row[at["url"]]))
        for row in sources.rows
        if row[at["healthy_count"]] and row[at["url"]]
    ]


def _title(sheet: Sheet, head: dict[str, Any]) -> str:
    mark = f"{head['dataset']}: " if head["dataset"] == "SAMPLE" else ""
    return f"{mark}{sheet.name}, as of {head['as_of']}"


def _keep(target: Path, file: _File) -> dict[str, Any]:
    """Write a file, count its rows again where it is a table, and return what the index says of it."""
    _write(target / file.name, file.body)
    if file.rows is not None:
        verify_file(target / file.name, file.rows)
    return describe_file(file.name, file.body, file.rows)


def _copy(warehouse: Path, path: Path) -> dict[str, Any]:
    """Copy the warehouse whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        shutil.copyfile(warehouse, part)
        part.replace(path)
    except OSError as error:
        raise LinewatchError(f"{path}: cannot be written ({error.strerror}); name another folder") from error
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": digest}


def _write(path: Path, body: bytes) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(body)
        part.replace(path)
    except OSError as error:
        raise LinewatchError(f"{path}: cannot be written ({error.strerror}); name another folder") from error
