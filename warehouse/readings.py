"""The Parquet readings of the declared publishers, as a view read_<table> for each table of readings.

Files of publishers that are no longer declared are left alone and not read.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from schemas.errors import BuildError
from schemas.table import Table
from schemas.tables import READINGS


def view_readings(connection: duckdb.DuckDBPyConnection, folder: Path, publishers: Iterable[str]) -> None:
    """Make a temporary view for each table of readings; publishers without files have read nothing yet.

    Raises BuildError naming the file that is damaged or has other columns than schemas/tables.py says.
    """
    names = sorted(publishers)
    for table in READINGS:
        paths = [path for name in names if (path := folder / table.name / f"{name}.parquet").is_file()]
        for path in paths:
            _check_file(connection, table, path)
        connection.execute(f"CREATE TEMP VIEW read_{table.name} AS {_select(table, paths)}")


def _check_file(connection: duckdb.DuckDBPyConnection, table: Table, path: Path) -> None:
    remedy = "delete it and read the archive again"
    try:
        found = connection.execute("SELECT column_name FROM (DESCRIBE FROM read_parquet(?))", [str(path)]).fetchall()
    except duckdb.Error as error:
        what = str(error).partition("\n")[0]
        raise BuildError(f"{path}: not a readable Parquet file ({what}); {remedy}") from error
    missing = [column.name for column in table.columns if (column.name,) not in found]
    if missing:
        raise BuildError(f"{path}: lacks the columns {', '.join(missing)}; {remedy}")


def _select(table: Table, paths: list[Path]) -> str:
    columns = ", ".join(f"{column.name}::{_spelled(column.type)} AS {column.name}" for column in table.columns)
    if not paths:
        nothing = ", ".join(f"NULL::{_spelled(column.type)} AS {column.name}" for column in table.columns)
        return f"SELECT {nothing} WHERE false"
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"SELECT {columns} FROM read_parquet([{listed}])"


def _spelled(type_name: str) -> str:
    return {"TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE"}.get(type_name, type_name)
