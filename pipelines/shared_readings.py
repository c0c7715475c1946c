"""Readings shared by machines: one object for each publisher in the store, kept in step with the local files.

Readings are a cache of a pure function, so whoever comes last may win. Without LINEWATCH_STORE nothing is shared.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.object_store import ObjectFiles, find_url
from pipelines.reading_files import write_whole
from schemas.tables import READINGS

_NAMES = tuple(table.name for table in READINGS)
_MARKS = ".shared"


@contextmanager
def sharing_readings(folder: Path, publishers: Iterable[str] | None = None) -> Iterator[None]:
    """Bring the readings of publishers (of all when None) from the store, and put there what the block changed."""
    url = find_url(folder)
    if url is None:
        yield
        return
    store = ObjectFiles(url)
    names = None if publishers is None else list(publishers)
    _fetch(store, folder, names if names is not None else [_stem(name) for name in store.list("")])
    yield
    _share(store, folder, names if names is not None else [path.stem for path in folder.glob("outcomes/*.json")])


def _fetch(store: ObjectFiles, folder: Path, publishers: Iterable[str]) -> None:
    for publisher in publishers:
        version = store.version(_object(publisher))
        if version is not None and version != _read_mark(folder, publisher)[0]:
            _unpack(store.read(_object(publisher)), folder, publisher)
            _write_mark(folder, publisher, version)


def _share(store: ObjectFiles, folder: Path, publishers: Iterable[str]) -> None:
    for publisher in publishers:
        state = folder / "outcomes" / f"{publisher}.json"
        if state.is_file() and state.read_text("utf-8") != _read_mark(folder, publisher)[1]:
            store.put(_object(publisher), _pack(folder, publisher))
            _write_mark(folder, publisher, store.version(_object(publisher)) or "")


def _files_of(folder: Path, publisher: str) -> dict[str, Path]:
    """Return the files of a publisher by their names in the object; the state comes last."""
    tables = {f"{name}.parquet": folder / name / f"{publisher}.parquet" for name in _NAMES}
    return tables | {"outcomes.json": folder / "outcomes" / f"{publisher}.json"}


def _pack(folder: Path, publisher: str) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, path in _files_of(folder, publisher).items():
            content = path.read_bytes()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def _unpack(packed: bytes, folder: Path, publisher: str) -> None:
    """Write the members that are known by name; nothing in the object chooses a path."""
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        for name, path in _files_of(folder, publisher).items():
            member = tar.extractfile(name)
            if member is not None:
                content = member.read()
                write_whole(path, lambda beside, content=content: beside.write_bytes(content))  # type: ignore[misc]


def _read_mark(folder: Path, publisher: str) -> tuple[str, str]:
    """Return the version in the store and the state of the local files when they were last in step."""
    try:
        version, _, state = (folder / _MARKS / publisher).read_text("utf-8").partition("\n")
    except FileNotFoundError:
        return "", ""
    return version, state


def _write_mark(folder: Path, publisher: str, version: str) -> None:
    state = (folder / "outcomes" / f"{publisher}.json").read_text("utf-8")
    write_whole(folder / _MARKS / publisher, lambda beside: beside.write_text(f"{version}\n{state}", "utf-8"))


def _object(publisher: str) -> str:
    return f"{publisher}.tar"


def _stem(name: str) -> str:
    return name.removesuffix(".tar")
