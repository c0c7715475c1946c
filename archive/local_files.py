"""The few file operations that an archive stands on, and their form on a local disk.

Another place to keep an archive (an object store) is another class with these operations. What the files mean is
store.py's work.
"""

from __future__ import annotations

import itertools
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from schemas.errors import ArchiveError

_INCOMING = ".incoming"
_ABANDONED_SECONDS = 3600.0


class Files(Protocol):
    """Write-once files under slash-separated names; a name is either wholly there or not there."""

    def read(self, name: str) -> bytes:
        """Return the content of a file; FileNotFoundError where there is none."""
        ...

    def write_once(self, name: str, content: bytes, *, is_settled: bool = True) -> bool:
        """Write a file unless its name is taken; True if it was written. A reader never sees a part of it.

        Unless it `is_settled` at once, a power cut may take it until `settle` is called; a kill does not.
        """
        ...

    def settle(self) -> None:
        """Have all that was written outlive a power cut."""
        ...

    def exists(self, name: str) -> bool:
        """Return whether a file of this name is there."""
        ...

    def remove(self, name: str) -> None:
        """Remove a file; nothing happens where there is none."""
        ...

    def list(self, prefix: str) -> Iterator[str]:
        """Yield the names of all files below a folder, in order; none where the folder is missing."""
        ...


class LocalFiles:
    """Files on a local disk, below one folder: written beside, flushed to the disk, then renamed into place."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._prefix = f"{root}/"
        self._writer = f"{os.getpid()}-{secrets.token_hex(8)}"
        self._numbers = itertools.count()
        self._folders: set[str] = set()
        self._is_swept = False
        self._is_settled = True

    def read(self, name: str) -> bytes:
        """Return the content of a file; FileNotFoundError where there is none."""
        return (self.root / name).read_bytes()

    def exists(self, name: str) -> bool:
        """Return whether a file of this name is there; an empty one is what a power cut left."""
        try:
            return os.stat(f"{self._prefix}{name}").st_size > 0  # noqa: PTH116
        except (FileNotFoundError, NotADirectoryError):
            return False

    def write_once(self, name: str, content: bytes, *, is_settled: bool = True) -> bool:
        """Write a file unless its name is taken; True if it was written. ArchiveError when the disk refuses."""
        if self.exists(name):
            return False
        try:
            self._sweep()
            self._write_beside(name, content, is_settled)
        except OSError as error:
            raise ArchiveError(f"{self.root / name}: cannot be written ({error.strerror or error}); "
                               "make room or mend the permissions, then run again: what is archived stays") from error
        self._is_settled = self._is_settled and is_settled
        return True

    def settle(self) -> None:
        """Have all that was written outlive a power cut: one call for many files, as each alone takes milliseconds."""
        if not self._is_settled:
            os.sync()
            self._is_settled = True

    def remove(self, name: str) -> None:
        """Remove a file; nothing happens where there is none. ArchiveError when the disk refuses."""
        target = self.root / name
        try:
            target.unlink(missing_ok=True)
        except OSError as error:
            what = error.strerror or str(error)
            raise ArchiveError(f"{target}: cannot be removed ({what}); mend the permissions") from error

    def list(self, prefix: str) -> Iterator[str]:
        """Yield the names of all files below a folder, in order; hidden files are left out."""
        for folder, folders, names in os.walk(self.root / prefix):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            here = Path(folder).relative_to(self.root)
            for name in sorted(names):
                if not name.startswith("."):
                    yield (here / name).as_posix()

    def _write_beside(self, name: str, content: bytes, is_settled: bool) -> None:
        folder = f"{self._prefix}{name.rpartition('/')[0]}"
        beside = f"{self._prefix}{_INCOMING}/{self._writer}-{next(self._numbers)}"
        try:
            with open(beside, "xb", buffering=0) as file:  # noqa: PTH123 - paths cost more than the writing
                file.write(content)
                if is_settled:
                    os.fsync(file.fileno())
            if folder not in self._folders:
                os.makedirs(folder, exist_ok=True)  # noqa: PTH103
                self._folders.add(folder)
            os.replace(beside, f"{self._prefix}{name}")  # noqa: PTH105
        except BaseException:
            with suppress(OSError):
                os.unlink(beside)  # noqa: PTH108
            raise
        if is_settled:
            _flush_folder(folder)

    def _sweep(self) -> None:
        """Remove what earlier writers that were killed left half written; a living writer's file is younger."""
        if self._is_swept:
            return
        incoming = self.root / _INCOMING
        incoming.mkdir(parents=True, exist_ok=True)
        self._is_swept = True
        oldest = time.time() - _ABANDONED_SECONDS
        for beside in incoming.iterdir():
            with suppress(FileNotFoundError):  # another writer may sweep at the same time
                if beside.stat().st_mtime < oldest:
                    beside.unlink()


def _flush_folder(folder: str) -> None:
    """Make a rename outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
