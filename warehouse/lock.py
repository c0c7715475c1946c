"""Lock files that the operating system frees when their holder dies: one build at a time, one process to a folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import BusyError


@contextmanager
def hold_build_lock(folder: Path, run_id: str) -> Iterator[None]:
    """Hold the lock of a build folder; raises BusyError naming the run and process that hold it.

    The lock is the kernel's (flock), not the file's: a file left by a process that died locks nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(descriptor, 1000, 0).decode("utf-8", "replace").strip() or "another process"
            message = f"{path}: another build is running ({holder}); wait until it is done, then build again"
            raise BusyError(message) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"run {run_id}, process {os.getpid()}\n".encode(), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Keep what is below a folder to this process while the block runs; waits until others let go of it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
