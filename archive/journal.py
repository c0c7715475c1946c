"""Captures that wait to be logged, written down one by one, so that a process that is killed loses none of them.

A journal belongs to one living process, which holds a lock on it; what a dead one left is taken up by Archive.recover.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

_ENDING = ".jsonl"


class Journal:
    """One process's journal below a folder; the file is made with the first row and removed at the end."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"{os.getpid()}-{secrets.token_hex(8)}{_ENDING}"
        self._handle: int | None = None

    def write(self, row: dict[str, Any]) -> None:
        """Write a row down: it outlives the process from here on, though not a power cut."""
        if self._handle is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
            fcntl.flock(self._handle, fcntl.LOCK_EX)
        os.write(self._handle, json.dumps(row, separators=(",", ":")).encode("ascii") + b"\n")

    def clear(self) -> None:
        """Forget the rows, as they are logged."""
        if self._handle is not None:
            os.ftruncate(self._handle, 0)

    def close(self) -> None:
        """Remove the journal."""
        if self._handle is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._handle)
            self._handle = None


def take_up(folder: Path) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of each journal that no living process holds, and remove it once the next is asked for.

    A last row that was cut off is left out: its attempt was not told to anybody.
    """
    for path in sorted(folder.glob(f"*{_ENDING}")):
        with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield [json.loads(line) for line in file.read().split(b"\n")[:-1]]
            path.unlink(missing_ok=True)
