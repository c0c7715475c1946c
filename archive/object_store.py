"""An archive's files in an object store, through fsspec: S3 and whatever speaks like it.

An object is put whole or not at all, which is all that an archive asks for. Which store, and with which keys, is said
by the environment: LINEWATCH_STORE, and the variables that the store's own library reads (AWS_ENDPOINT_URL, ...).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from archive.local_files import Files, LocalFiles
from schemas.errors import ArchiveError

STORE, DATA = "LINEWATCH_STORE", "LINEWATCH_DATA"


class ObjectFiles:
    """Files below a folder of an object store, named by its URL, as `s3://bucket/linewatch/archive`."""

    def __init__(self, url: str) -> None:
        from fsspec.core import url_to_fs  # takes a while to load, and a local archive does without

        more = {"auto_mkdir": True} if url.startswith("file:") else {}  # a shared disk, the one store with folders
        self._files, self._root = url_to_fs(url, use_listings_cache=False, **more)
        self.url = url

    def read(self, name: str) -> bytes:
        """Return the content of a file; FileNotFoundError where there is none."""
        return bytes(self._files.cat_file(self._path(name)))

    def exists(self, name: str) -> bool:
        """Return whether a file of this name is there."""
        return bool(self._files.exists(self._path(name)))

    def write_once(self, name: str, content: bytes, *, is_settled: bool = True) -> bool:  # noqa: ARG002 - an object always is
        """Write a file unless its name is taken; True if it was written. ArchiveError when the store refuses."""
        if self.exists(name):
            return False
        self.put(name, content)
        return True

    def put(self, name: str, content: bytes) -> None:
        """Write a file, over the one that has its name; ArchiveError when the store refuses."""
        try:
            self._files.pipe_file(self._path(name), content)
        except Exception as error:
            raise ArchiveError(f"{self.url}/{name}: the store refuses it ({error}); what is archived stays") from error

    def settle(self) -> None:
        """Nothing waits: an object that was put outlives a power cut."""

    def remove(self, name: str) -> None:
        """Remove a file; nothing happens where there is none."""
        if self.exists(name):
            self._files.rm_file(self._path(name))

    def list(self, prefix: str) -> Iterator[str]:
        """Yield the names of all files below a folder, in order; none where the folder is missing."""
        for path in sorted(self._files.find(self._path(prefix))):
            yield path.removeprefix(f"{self._root}/")

    def version(self, name: str) -> str | None:
        """Return what differs between two contents of a file; None where there is none."""
        try:
            return str(self._files.ukey(self._path(name)))
        except FileNotFoundError:
            return None

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"


def open_files(root: Path, environment: Mapping[str, str] | None = None) -> Files:
    """Return the files of the archive at a folder: on the disk, or in the store of LINEWATCH_STORE under the same name.

    The name is the folder's below LINEWATCH_DATA; folders elsewhere are always on the disk. ArchiveError for a store
    without LINEWATCH_DATA.
    """
    url = find_url(root, environment)
    return LocalFiles(root) if url is None else ObjectFiles(url)


def find_url(folder: Path, environment: Mapping[str, str] | None = None) -> str | None:
    """Return the URL under which a folder of the data directory is kept in the store; None for the disk."""
    given: Mapping[str, Any] = os.environ if environment is None else environment
    store, data = given.get(STORE), given.get(DATA)
    if not store:
        return None
    if not data:
        raise ArchiveError(f"{STORE} is set and {DATA} is not; set it to the folder in which this machine works")
    try:
        name = folder.absolute().relative_to(Path(data).expanduser().absolute())
    except ValueError:
        return None
    return f"{store.rstrip('/')}/{name.as_posix()}"
