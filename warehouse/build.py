"""Building a warehouse: a new file beside the published one, from the readings and declarations, by the SQL in sql/.

Checks are in checks.py; making the file the published one is publish.py's work.
"""

from __future__ import annotations

import hashlib
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from schemas.carriers import Carriers
from schemas.errors import BuildError
from schemas.registry import Registry
from schemas.table import Table
from schemas.tables import TABLES
from warehouse.checks import CHECKS_TABLE, CheckResult, run_checks
from warehouse.connection import open_for_build
from warehouse.declared import declare_tables, make_arrow
from warehouse.lock import hold_build_lock
from warehouse.readings import view_readings
from warehouse.sql_files import SQL_FOLDER, TABLE_SCHEMAS, SqlFile, read_sql_files

_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
SCHEMAS_FOLDER = Path(__file__).parent.parent / "schemas"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made: the file, the instant as of which it speaks, rows by table, what the checks found, and the
    CPU seconds that each table and the checks took.
    """

    path: Path
    run_id: str
    now: datetime
    is_sample: bool
    tables: dict[str, int]
    checks: tuple[CheckResult, ...]
    seconds: dict[str, float]

    @property
    def blocking(self) -> tuple[CheckResult, ...]:
        """The checks that found offenders and keep the warehouse from being published."""
        return tuple(check for check in self.checks if check.is_blocking)


def build(
    data: Path, registry: Registry, run_id: str, now: datetime | None = None, is_sample: bool = False,
    carriers: Carriers | None = None, memory_limit: str = "4GB", temp_limit: str = "40GB",
) -> BuildReport:
    """Build `<data>/build/<run_id>.duckdb` from `<data>/read` and the declarations, and check it; nothing is published.

    `now` is the newest capture unless given, so that equal readings make equal warehouses (today, if nothing was ever
    captured). `carriers` are those compared, the project's unless given. Raises BuildError when
    another build is running, readings are damaged, or memory or disk run out; nothing is left behind then.
    """
    if not _RUN_ID.fullmatch(run_id):
        raise BuildError(f'"{run_id}" cannot name a run; use letters, digits, dots and hyphens')
    folder = data / "build"
    with hold_build_lock(folder, run_id):
        path = folder / f"{run_id}.duckdb"
        _remove(path)
        try:
            with open_for_build(path, memory_limit, temp_limit) as connection:
                view_readings(connection, data / "read", registry.publishers)
                now = now or _newest_capture(connection)
                run = (run_id, now, is_sample, "SAMPLE" if is_sample else "LIVE", code_digest())
                _declare(connection, run, declare_tables(registry, now.date(), carriers))
                tables, seconds = _make_tables(connection)
                began = time.process_time()
                checks = run_checks(connection)
                tables[CHECKS_TABLE.key], seconds[CHECKS_TABLE.key] = len(checks), time.process_time() - began
                _comment(connection, CHECKS_TABLE)
        except (duckdb.OutOfMemoryException, duckdb.IOException, duckdb.TransactionException) as error:
            _remove(path)
            raise BuildError(
                f"{path}: the build ran out of memory or disk, or a file could not be read or written "
                f"({str(error).partition(chr(10))[0]}); free some and build again"
            ) from error
        except BaseException:
            _remove(path)
            raise
    return BuildReport(path, run_id, now, is_sample, tables, checks, seconds)


def code_digest() -> str:
    """Return the digest of the files that decide what a build makes: the SQL, the labels and schemas/."""
    digest = hashlib.sha256()
    files = [*SQL_FOLDER.rglob("*.sql"), *Path(__file__).parent.glob("*.toml")]
    files += [path for path in SCHEMAS_FOLDER.iterdir() if path.suffix in {".py", ".toml", ".csv"}]
    for path in sorted(files):
        digest.update(f"{path.parent.name}/{path.name}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _newest_capture(connection: duckdb.DuckDBPyConnection) -> datetime:
    row = connection.execute("SELECT max(captured_at) FROM read_captures").fetchone()
    newest: datetime | None = row[0] if row else None
    return datetime.now(UTC) if newest is None else newest.astimezone(UTC)


def _declare(
    connection: duckdb.DuckDBPyConnection, run: tuple[Any, ...], declared: dict[str, pa.Table]
) -> None:
    """Register what sql/raw reads beside the readings: a view declared_<table> for each declared table."""
    read = ("read_captures", "read_documents", "read_claims")
    counts = [connection.execute(f"SELECT count(*) FROM {view}").fetchall()[0][0] for view in read]
    for name, rows in declared.items():
        connection.register(f"declared_{name}", rows)
    connection.register("declared_build", make_arrow(TABLES["raw.build"], [(*run, *counts)]))


def _make_tables(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, int], dict[str, float]]:
    """Make every macro and table in order; return the rows of each table, and the CPU seconds that it took."""
    for schema in TABLE_SCHEMAS:
        connection.execute(f"CREATE SCHEMA {schema}")
    counts, seconds = {}, {}
    for file in read_sql_files():
        if file.is_macro:
            connection.execute(file.body)
        else:
            began = time.process_time()
            counts[file.key] = _make_table(connection, file)
            seconds[file.key] = time.process_time() - began
    return counts, seconds


def _make_table(connection: duckdb.DuckDBPyConnection, file: SqlFile) -> int:
    """Make one table in the order of its identity, check its columns against its declaration, and comment it."""
    if file.key not in TABLES:
        raise BuildError(f"{file.key}: its SQL has no table in schemas/; declare its columns there")
    table = TABLES[file.key]
    try:
        connection.execute(f"CREATE TABLE {table.key} AS FROM ({file.body}\n) ORDER BY {', '.join(table.identity)}")
    except duckdb.BinderException as error:
        raise BuildError(f"{file.key}: its SQL does not fit the tables that it reads: {error}") from error
    _check_columns(connection, table)
    _comment(connection, table)
    row = connection.execute(f"SELECT count(*) FROM {table.key}").fetchone()
    return int(row[0]) if row else 0


def _check_columns(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    found = connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE {table.key})").fetchall()
    made = [(name, {"TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ"}.get(kind, kind)) for name, kind in found]
    declared = [(column.name, column.type) for column in table.columns]
    if made != declared:
        wrong = [f"{a} where {b} is declared" for a, b in zip(made, declared, strict=False) if a != b]
        detail = wrong[0] if wrong else f"{len(made)} columns where {len(declared)} are declared"
        raise BuildError(f"{table.key}: its SQL and schemas/ disagree: {detail}; mend one of them")


def _comment(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    connection.execute("BEGIN TRANSACTION")  # one wait for the disk, not one for each column
    connection.execute(f"COMMENT ON TABLE {table.key} IS '{_quoted(table.comment)}'")
    for column in table.columns:
        connection.execute(f"COMMENT ON COLUMN {table.key}.{column.name} IS '{_quoted(column.comment)}'")
    connection.execute("COMMIT")


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _remove(path: Path) -> None:
    """Remove a build and what DuckDB kept beside it."""
    for leftover in (path, path.with_name(path.name + ".wal")):
        leftover.unlink(missing_ok=True)
