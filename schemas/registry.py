"""The Registry: all declared publishers and sources of a folder, filled in and checked against each other.

The form of one file belongs to sources.py; nothing here fetches or reads pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from schemas.carriers import load_carriers
from schemas.declarations import Declaration, Location, raise_all, read_declaration, show_path, suggest, unknown_name
from schemas.documents import SourceKind
from schemas.errors import DeclarationError
from schemas.regions import load_regions
from schemas.sources import Kind, Publisher, Source

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Registry:
    """The publishers and sources of a folder, each in the order of their ids' files.

    `errors` holds the faults of the files that were left out, where the registry was loaded with `strict=False`.
    """

    folder: Path
    publishers: dict[str, Publisher]
    sources: dict[str, Source]
    errors: tuple[DeclarationError, ...] = ()

    def publisher(self, publisher_id: str) -> Publisher:
        """Return a publisher; raises UnknownNameError with the ids that come close."""
        if publisher_id not in self.publishers:
            raise unknown_name("publisher", publisher_id, self.publishers)
        return self.publishers[publisher_id]

    def source(self, source_id: str) -> Source:
        """Return a source by `<publisher>/<name>`; raises UnknownNameError with the ids that come close."""
        if source_id not in self.sources:
            raise unknown_name("source", source_id, self.sources)
        return self.sources[source_id]

    def sources_of(self, publisher_id: str) -> tuple[Source, ...]:
        """Return the sources of a publisher, in the file's order; raises UnknownNameError."""
        return self.publisher(publisher_id).source


def load_registry(folder: Path, *, strict: bool = True) -> Registry:
    """Read every `*.toml` below a folder: `cn/mobile.toml` declares the publisher `cn-mobile`.

    Raises DeclarationError with every fault of every file, a line each. With `strict=False` a file with a fault is left
    out and its faults are in the registry's `errors`; a folder that is missing or declares nothing is always an error.
    """
    if not folder.is_dir():
        raise DeclarationError(f"{show_path(folder)}: no such folder; name the folder that holds the source files")
    paths = sorted(folder.rglob("*.toml"))
    if not paths:
        raise DeclarationError(f"{show_path(folder)}: no source file in it; add one, as in cn/mobile.toml")
    reader = _Reader(folder)
    for path in paths:
        reader.read(path)
    if strict:
        raise_all(reader.errors)
    publishers = dict(reader.publishers)
    sources = {source.id: source for publisher in publishers.values() for source in publisher.source}
    return Registry(folder, publishers, sources, tuple(reader.errors))


class _Reader:
    """Reads files one after the other and remembers what was seen, so that a double names both places."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.publishers: dict[str, Publisher] = {}
        self.errors: list[DeclarationError] = []
        self._paths: dict[str, Path] = {}
        self._addresses: dict[str, str] = {}

    def read(self, path: Path) -> None:
        """Read one file; its publisher is kept where it has no fault, else its faults are."""
        try:
            declaration = read_declaration(path)
            publisher_id = self._name(path)
        except DeclarationError as error:
            self.errors.append(error)
            return
        publisher, errors = _check_publisher(declaration, publisher_id)
        if publisher is not None:
            errors += [*_find_unknown_names(declaration, publisher), *self._find_doubles(declaration, publisher)]
        self.errors += errors
        if publisher is not None and not errors:
            self.publishers[publisher_id] = publisher
            self._addresses.update(_places(declaration, publisher))

    def _name(self, path: Path) -> str:
        """Derive the publisher's id from the path; raises DeclarationError where it makes none or one that is taken."""
        parts = path.relative_to(self.folder).with_suffix("").parts
        if not all(_SLUG.fullmatch(part) for part in parts):
            remedy = "rename it with small letters, digits and single hyphens, as in cn/mobile.toml"
            raise DeclarationError(f"{show_path(path)}:1: the path makes no id; {remedy}")
        publisher_id = "-".join(parts)
        if publisher_id in self._paths:
            other = show_path(self._paths[publisher_id])
            raise DeclarationError(f'{show_path(path)}:1: "{publisher_id}" is also declared by {other}; rename one')
        self._paths[publisher_id] = path
        return publisher_id

    def _find_doubles(self, declaration: Declaration, publisher: Publisher) -> Iterator[DeclarationError]:
        """Find names that the file uses twice, and addresses that it or an earlier file declares already."""
        names: dict[str, int] = {}
        addresses = dict(self._addresses)
        for index, source in enumerate(publisher.source):
            place: Location = ("source", index, "name")
            if source.name in names:
                message = f'name "{source.name}" is taken by the source in line {names[source.name]}; rename one'
                yield declaration.error(place, message)
            names.setdefault(source.name, declaration.line_of(place))
            key, where = _place(declaration, index, source)
            if key in addresses:
                address = "url" if source.url else "path"
                message = f"{address} {source.url or source.path} is also declared at {addresses[key]}; keep one"
                yield declaration.error(("source", index, address), message)
            addresses.setdefault(key, where)


def _check_publisher(declaration: Declaration, publisher_id: str) -> tuple[Publisher | None, list[DeclarationError]]:
    """Check a file's form and fill in what the sources take from the publisher."""
    data = declaration.data
    if "id" in data:
        return None, [declaration.error(("id",), 'unknown key "id"; take it out, the file\'s path says it')]
    bare, errors = declaration.check(Publisher, {"id": publisher_id, **data})
    if bare is None:
        return None, errors
    carriers = _find_carriers(declaration, bare)
    if isinstance(carriers, DeclarationError):
        return None, [carriers]
    sources = []
    for index, (source, given) in enumerate(zip(bare.source, data["source"], strict=True)):
        errors += _find_misuse(declaration, index, source, given)
        sources.append(source.model_copy(update=_inherited(bare, carriers, given)))
    return bare.model_copy(update={"carriers": carriers, "source": tuple(sources)}), errors


def _find_carriers(declaration: Declaration, publisher: Publisher) -> tuple[str, ...] | DeclarationError:
    """Return the carriers that a publisher is about: as stated, else itself where it is one."""
    if "carriers" in publisher.model_fields_set:
        return publisher.carriers
    if publisher.id in load_carriers():
        return (publisher.id,)
    if publisher.tier == SourceKind.CARRIER:
        message = f'the path names no declared carrier "{publisher.id}"; add it to carriers.toml, or a key "carriers" here'
        return declaration.error(("tier",), message)
    return ()


def _inherited(publisher: Publisher, carriers: tuple[str, ...], given: dict[str, Any]) -> dict[str, Any]:
    """Return what a source takes from its publisher: everything that it does not state itself."""
    country = given.get("country", publisher.country)
    values: dict[str, Any] = {
        "tier": publisher.tier,
        "country": country,
        "carriers": carriers,
        "regions": (country,) if country else (),
        "language": publisher.language,
        "cadence": publisher.cadence,
    }
    return {"publisher": publisher.id} | {key: value for key, value in values.items() if key not in given}


def _find_misuse(
    declaration: Declaration, index: int, source: Source, given: dict[str, Any]
) -> Iterator[DeclarationError]:
    """Find keys of a source that the path says, and an address that does not fit its kind."""
    place: Location = ("source", index)
    if "publisher" in given:
        message = 'unknown key "publisher"; take it out, the file\'s path says it'
        yield declaration.error((*place, "publisher"), message)
    wanted, other = ("path", "url") if source.kind == Kind.FOLDER else ("url", "path")
    if getattr(source, wanted) is None:
        yield declaration.error(place, f'"{wanted}" is missing from "{source.name}"; a {source.kind} needs it')
    if getattr(source, other) is not None:
        yield declaration.error((*place, other), f'"{other}" does not fit a {source.kind}; write "{wanted}" instead')


def _find_unknown_names(declaration: Declaration, publisher: Publisher) -> Iterator[DeclarationError]:
    """Find carriers, countries and regions that nothing declares; what a source inherits is not told again."""
    yield from _find_unknown(declaration, (), publisher.carriers, publisher.country, ())
    for index, source in enumerate(publisher.source):
        carriers = tuple(carrier for carrier in source.carriers if carrier not in publisher.carriers)
        country = source.country if source.country != publisher.country else None
        regions = tuple(region for region in source.regions if region != source.country)
        yield from _find_unknown(declaration, ("source", index), carriers, country, regions)


def _find_unknown(
    declaration: Declaration, place: Location, carriers: tuple[str, ...], country: str | None, regions: tuple[str, ...]
) -> Iterator[DeclarationError]:
    """Find the names among these that nothing declares."""
    known = {
        "carriers": [carrier.id for carrier in load_carriers()],
        "country": [region.id for region in load_regions() if region.parent is None],
        "regions": [region.id for region in load_regions()],
    }
    for key, names in (("carriers", carriers), ("country", (country,) if country else ()), ("regions", regions)):
        for name in names:
            if name not in known[key]:
                what = {"carriers": "carrier", "country": "country", "regions": "region"}[key]
                message = f'no {what} "{name}" is declared; {suggest(name, known[key])}'
                yield declaration.error((*place, key), message)


def _places(declaration: Declaration, publisher: Publisher) -> dict[str, str]:
    return dict(_place(declaration, index, source) for index, source in enumerate(publisher.source))


def _place(declaration: Declaration, index: int, source: Source) -> tuple[str, str]:
    """Return the key under which an address is compared, and the `file:line` where it stands."""
    name = "url" if source.url else "path"
    where = f"{show_path(declaration.path)}:{declaration.line_of(('source', index, name))}"
    if source.url is None:
        return f"path:{source.path}", where
    parts = urlsplit(source.url)
    port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    return f"{(parts.hostname or '').lower()}{port}{parts.path or '/'}?{parts.query}", where
