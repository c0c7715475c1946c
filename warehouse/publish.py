"""Making a finished build the published warehouse, in one step that no reader notices."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from schemas.errors import BuildError, BusyError
from warehouse.lock import hold_build_lock

PUBLISHED_NAME = "warehouse.duckdb"


def publish(built: Path, data: Path) -> Path:
    """Replace `<data>/warehouse.duckdb` by a finished build and remove older builds; return the published path.

    Who has the old one open keeps it. Raises BuildError, with the published warehouse untouched, when the build is
    missing or damaged or a check of severity error found offenders.
    """
    _refuse_offenders(built)
    published = data / PUBLISHED_NAME
    _sync(built)
    built.replace(published)
    _sync(published.parent)
    _remove_old_builds(data / "build")
    return published


def _refuse_offenders(built: Path) -> None:
    if not built.is_file():
        raise BusyError(f"{built}: there is no such build; another may have been published meanwhile, build again")
    try:
        with duckdb.connect(str(built), read_only=True) as connection:
            rows = connection.execute(
                "SELECT check_name, offenders_count, meaning, examples FROM out.checks "
                "WHERE severity = 'error' AND offenders_count > 0 ORDER BY check_name"
            ).fetchall()
    except duckdb.Error as error:
        raise BuildError(f"{built}: not a finished build ({str(error).partition(chr(10))[0]}); build again") from error
    if rows:
        lines = [f"  {name}: {count} found. {meaning} First: {examples[0]}" for name, count, meaning, examples in rows]
        head = "not published; the warehouse before stands. These checks found offenders:"
        raise BuildError("\n".join([head, *lines]))


def _sync(path: Path) -> None:
    """Have a file or folder written to disk before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_old_builds(folder: Path) -> None:
    """Remove what earlier builds left, unless a build is at work there now."""
    try:
        with hold_build_lock(folder, "publish"):
            for path in (*folder.glob("*.duckdb"), *folder.glob("*.duckdb.wal")):
                path.unlink()
            for path in folder.glob("*.duckdb.temp"):
                shutil.rmtree(path)
    except BusyError:
        return  # that build removes them when it is published
