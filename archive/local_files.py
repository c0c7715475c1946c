"""The few file operations that an archive stands on, and their form on a local disk.

Another place to keep an archive (an object store) is another class with these operations. What the files mean is
store.py's work.
"""

from __future__ import annotations

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

    def write_once(self, name: str, content: bytes) -> bool:
        """Write a file unless its name is taken; True if it was written. A reader never sees a part of it."""
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
        self._is_swept = False
        self._folders: set[Path] = set()

    def read(self, name: str) -> bytes:
        """Return the content of a file; FileNotFoundError where there is none."""
        return (self.root / name).read_bytes()

    def exists(self, name: str) -> bool:
        """Return whether a file of this name is there."""
        return (self.root / name).is_file()

    def write_once(self, name: str, content: bytes) -> bool:
        """Write a file unless its name is taken; True if it was written. ArchiveError when the disk refuses."""
        target = self.root / name
        if target.is_file():
            return False
        try:
            self._sweep()
            self._write_beside(target, content)
        except OSError as error:
            raise ArchiveError(f"{target}: cannot be written ({error.strerror or error}); "
                               "make room or mend the permissions, then run again: what is archived stays") from error
        return True

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

    def _write_beside(self, target: Path, content: bytes) -> None:
        beside = self.root / _INCOMING / f"{os.getpid()}-{secrets.token_hex(8)}"
        try:
            with beside.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if target.parent not in self._folders:
                target.parent.mkdir(parents=True, exist_ok=True)
                self._folders.add(target.parent)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
        _flush_folder(target.parent)

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


def _flush_folder(folder: Path) -> None:
    """Make a rename outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
