"""The index of an export: what it says of each file, whether a table holds the rows it should, and what to remove."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from schemas.errors import LinewatchError

INDEX_NAME = "index.json"


def describe_file(name: str, body: bytes, rows: int | None) -> dict[str, Any]:
    """Return what the index says of a file; `rows` only of a table."""
    counted = {} if rows is None else {"rows": rows}
    return {"name": name, **counted, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}


def verify_file(path: Path, rows: int) -> None:
    """Read a table back and count its rows; LinewatchError where they are not as many."""
    found = count_rows(path)
    if found != rows:
        raise LinewatchError(f"{path}: holds {found} rows where {rows} were written; is the disk full or at fault?")


def count_rows(path: Path) -> int:
    """Count the rows of a CSV, JSON, Markdown or Parquet file of an export."""
    match path.suffix:
        case ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                return sum(1 for _ in csv.reader(file)) - 1
        case ".parquet":
            return int(pq.read_metadata(path).num_rows)
        case ".json":
            return len(json.loads(path.read_bytes())["rows"])
        case ".md":
            with path.open(encoding="utf-8") as file:
                return sum(1 for line in file if line.startswith("|")) - 2
        case _:
            raise ValueError(f"{path.name} is no table")


def remove_earlier(target: Path, kept: set[str]) -> None:
    """Remove the files that the last index lists and this export did not write again, and folders left empty by it."""
    index = target / INDEX_NAME
    if not index.is_file():
        return
    try:
        listed = [str(file["name"]) for file in json.loads(index.read_text(encoding="utf-8"))["files"]]
    except (ValueError, KeyError, TypeError):
        return  # not an index of ours: nothing that it names is ours to remove
    root = target.resolve()
    for name in listed:
        path = target / name
        if name not in kept and root in path.resolve().parents:
            path.unlink(missing_ok=True)
            _remove_empty(path.parent, root)


def _remove_empty(folder: Path, root: Path) -> None:
    while folder.resolve() != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
