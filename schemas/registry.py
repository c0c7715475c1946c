"""The Registry: all declared publishers and sources of a folder, filled in and checked against each other.

The form of one file belongs to sources.py; nothing here fetches or reads pages.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from schemas.addresses import find_host, is_internal, is_loopback
from schemas.carriers import load_carriers
from schemas.declarations import (
    Declaration,
    Fault,
    Location,
    raise_all,
    read_declaration,
    show_path,
    suggest,
    unknown_name,
)
from schemas.documents import SourceKind
from schemas.errors import DeclarationError, UnknownNameError
from schemas.regions import load_regions
from schemas.reviews import read_reviews
from schemas.sources import Kind, Publisher, Source
from schemas.vocabulary import load_vocabulary

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_Place = tuple[Path, int, str]  # a file, the index of a source in it, and its key that says the address


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
        self._addresses: dict[str, _Place] = {}

    def read(self, path: Path) -> None:
        """Read one file; its publisher is kept where it has no fault, else its faults are."""
        try:
            declaration = read_declaration(path)
            publisher_id = self._name(path)
        except DeclarationError as error:
            self.errors.append(error)
            return
        publisher, faults = _check_publisher(declaration, publisher_id)
        if publisher is not None:
            faults += [*_find_unknown_names(publisher), *self._find_doubles(declaration, publisher)]
        self.errors += declaration.errors(faults)
        reviews = path.with_suffix(".reviewed.yaml")
        if publisher is not None and reviews.exists():
            publisher, errors = read_reviews(publisher, reviews)
            self.errors += errors
            faults += [((), str(error)) for error in errors]
        if publisher is not None and not faults:
            self.publishers[publisher_id] = publisher
            self._addresses.update(_places(path, publisher))

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

    def _find_doubles(self, declaration: Declaration, publisher: Publisher) -> Iterator[Fault]:
        """Find names that the file uses twice, and addresses that it or an earlier file declares already."""
        names: dict[str, int] = {}
        own: dict[str, _Place] = {}
        for index, source in enumerate(publisher.source):
            if source.name in names:
                line = declaration.line_of(("source", names[source.name], "name"))
                message = f'name "{source.name}" is taken by the source in line {line}; rename one'
                yield ("source", index, "name"), message
            names.setdefault(source.name, index)
            key, place = _place(declaration.path, index, source)
            other = self._addresses.get(key) or own.get(key)
            if other is not None:
                message = f"{place[2]} {source.url or source.path} is also declared at {_show_place(other)}; keep one"
                yield ("source", index, place[2]), message
            own.setdefault(key, place)


def _check_publisher(declaration: Declaration, publisher_id: str) -> tuple[Publisher | None, list[Fault]]:
    """Check a file's form and fill in what the sources take from the publisher."""
    data = declaration.data
    if "id" in data:
        return None, [(("id",), 'unknown key "id"; take it out, the file\'s path says it')]
    bare, faults = declaration.check(Publisher, {"id": publisher_id, **data})
    if bare is None:
        return None, faults
    carriers = bare.carriers
    if "carriers" not in bare.model_fields_set and publisher_id in load_carriers():
        carriers = (publisher_id,)
    elif "carriers" not in bare.model_fields_set and bare.tier == SourceKind.CARRIER:
        remedy = 'add it to carriers.toml, or a key "carriers" here'
        faults.append((("tier",), f'the path names no declared carrier "{publisher_id}"; {remedy}'))
    sources = []
    waiting = deque(bare.source)  # each is let go once it is filled in: of ten thousand there are never two of each
    bare = bare.model_copy(update={"source": ()})
    for index, given in enumerate(data["source"]):
        source = waiting.popleft()
        faults += [*_find_misuse(index, source, given), *_find_wrong_corrections(index, source)]
        whole = source.model_copy(update=_inherited(bare, carriers, given))
        faults += _find_inner_address(index, whole)
        sources.append(whole)
    return bare.model_copy(update={"carriers": carriers, "source": tuple(sources)}), faults


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
        "loopback": publisher.loopback,
    }
    return {"publisher": publisher.id} | {key: value for key, value in values.items() if key not in given}


def _find_misuse(index: int, source: Source, given: dict[str, Any]) -> Iterator[Fault]:
    """Find keys of a source that the path says, and an address that does not fit its kind."""
    place: Location = ("source", index)
    if "publisher" in given:
        yield (*place, "publisher"), 'unknown key "publisher"; take it out, the file\'s path says it'
    wanted, other = ("path", "url") if source.kind == Kind.FOLDER else ("url", "path")
    if getattr(source, wanted) is None:
        yield place, f'"{wanted}" is missing from "{source.name}"; a {source.kind} needs it'
    if getattr(source, other) is not None:
        yield (*place, other), f'"{other}" does not fit a {source.kind}; write "{wanted}" instead'


def _find_inner_address(index: int, source: Source) -> Iterator[Fault]:
    """Find an address that is not public; this machine's must be said to be meant."""
    host = find_host(source.url or "")
    if is_internal(host) and not (source.loopback and is_loopback(host)):
        remedy = "if that is meant, write loopback = true" if is_loopback(host) else "write a public address"
        yield ("source", index, "url"), f"url {source.url} is no public address; {remedy}"


def _find_wrong_corrections(index: int, source: Source) -> Iterator[Fault]:
    """Find corrections that neither drop nor replace, do both, or replace by words outside the vocabulary."""
    vocabulary = load_vocabulary()
    for number, correction in enumerate(source.corrections):
        place: Location = ("source", index, "corrections", number)
        stated = (correction.attribute, correction.code, correction.polarity)
        if correction.drop == any(stated) or (any(stated) and not all(stated)):
            yield place, "a correction drops or replaces; write drop = true, or attribute, code and polarity"
        elif correction.attribute and correction.code:
            try:
                code = vocabulary.code(correction.attribute, correction.code)
            except UnknownNameError as error:
                yield place, str(error)
                continue
            if correction.polarity not in code.polarities:
                known = ", ".join(code.polarities)
                yield (*place, "polarity"), f'{code.key} is never "{correction.polarity}"; use one of: {known}'


def _find_unknown_names(publisher: Publisher) -> Iterator[Fault]:
    """Find carriers, countries and regions that nothing declares; what a source inherits is not told again."""
    yield from _find_unknown((), publisher.carriers, publisher.country, ())
    for index, source in enumerate(publisher.source):
        carriers = tuple(carrier for carrier in source.carriers if carrier not in publisher.carriers)
        country = source.country if source.country != publisher.country else None
        regions = tuple(region for region in source.regions if region != source.country)
        yield from _find_unknown(("source", index), carriers, country, regions)


def _find_unknown(
    place: Location, carriers: tuple[str, ...], country: str | None, regions: tuple[str, ...]
) -> Iterator[Fault]:
    """Find the names among these that nothing declares."""
    all_carriers = [carrier.id for carrier in load_carriers()]
    all_countries = [region.id for region in load_regions() if region.parent is None]
    all_regions = [region.id for region in load_regions()]
    for key, what, names, known in (
        ("carriers", "carrier", carriers, all_carriers),
        ("country", "country", (country,) if country else (), all_countries),
        ("regions", "region", regions, all_regions),
    ):
        for name in names:
            if name not in known:
                yield (*place, key), f'no {what} "{name}" is declared; {suggest(name, known)}'


def _places(path: Path, publisher: Publisher) -> dict[str, _Place]:
    return dict(_place(path, index, source) for index, source in enumerate(publisher.source))


def _place(path: Path, index: int, source: Source) -> tuple[str, _Place]:
    """Return the key under which an address is compared, and where it stands."""
    if source.url is None:
        return f"path:{source.path}", (path, index, "path")
    parts = urlsplit(source.url)
    given = re.search(r":(\d+)$", parts.netloc)
    port = "" if given is None or given[1] in ("80", "443") else f":{given[1]}"
    return f"{(parts.hostname or '').lower()}{port}{parts.path or '/'}?{parts.query}", (path, index, "url")


def _show_place(place: _Place) -> str:
    """Return the `file:line` of an address; the file is read anew, as doubles are rare."""
    path, index, key = place
    return f"{show_path(path)}:{read_declaration(path).line_of(('source', index, key))}"
