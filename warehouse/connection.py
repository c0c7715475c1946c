"""Opening DuckDB files: to build one, and to read one without being able to do anything else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from schemas.errors import LinewatchError

STORAGE_VERSION = "v1.2.0"  # so that older DuckDB shells open the warehouse


@contextmanager
def open_for_build(path: Path, memory_limit: str, temp_limit: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a new file for building, closed and detached at the end; `memory_limit` and `temp_limit` as in `4GB`.

    What does not fit in memory goes to a folder beside the file, up to the limit.
    """
    connection = duckdb.connect(config={
        "memory_limit": memory_limit,
        "temp_directory": str(path.with_name(path.name + ".temp")),
        "max_temp_directory_size": temp_limit,
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    })
    try:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH '{_quoted(path)}' AS warehouse (STORAGE_VERSION '{STORAGE_VERSION}')")
        connection.execute("USE warehouse")
        yield connection
        connection.execute("USE memory")
        connection.execute("DETACH warehouse")
    finally:
        connection.close()


@contextmanager
def open_read_only(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a warehouse to read from it: no writing, no other file, no network, no extension, no change of settings.

    Raises LinewatchError when there is no warehouse at the path or the file is none.
    """
    if not warehouse.is_file():
        raise LinewatchError(f"{warehouse}: there is no warehouse; run `linewatch build` first")
    try:
        connection = duckdb.connect(str(warehouse), read_only=True, config={
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        })
    except duckdb.Error as error:
        what = str(error).partition("\n")[0]
        raise LinewatchError(f"{warehouse}: cannot be opened as a warehouse ({what}); build it again") from error
    try:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET lock_configuration = true")
        yield connection
    finally:
        connection.close()


def _quoted(path: Path) -> str:
    """Return the path for use between single quotes; ATTACH takes no bound values."""
    return str(path).replace("'", "''")
