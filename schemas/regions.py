"""The regions: countries, China's provinces and its cities, with the names that texts use. The data is regions.csv.

Ids are ISO 3166-1 (`CN`), ISO 3166-2 (`CN-GD`) and `CN-` with the six digits of GB/T 2260 (`CN-440300`). Hong Kong,
Macao and Taiwan are roots of their own. Finding a region in a text is parsers/scope.py's work.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from schemas.declarations import raise_all, show_path, suggest, unknown_name
from schemas.errors import DeclarationError

REGIONS_FILE = Path(__file__).parent / "regions.csv"

COLUMNS = ("id", "parent", "kind", "name_en", "name_zh", "name_zh_hant", "aliases", "weak_aliases")


class RegionKind(StrEnum):
    """The rank of a region; a city is anything of prefecture rank."""

    COUNTRY = "country"
    PROVINCE = "province"
    CITY = "city"


@dataclass(frozen=True, slots=True)
class Region:
    """One region; `parent` is None for a country.

    `aliases` name it wherever they stand; `weak_aliases` also mean something else, and count only beside another sign
    of it. A city that bears its province's name has no short alias: the short name is the province's.
    """

    id: str
    parent: str | None
    kind: RegionKind
    name_en: str
    name_zh: str
    name_zh_hant: str
    aliases: tuple[str, ...] = ()
    weak_aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that stands for it by itself: its names and aliases, except those that are weak."""
        names = dict.fromkeys((self.name_en, self.name_zh, self.name_zh_hant, *self.aliases))
        return tuple(name for name in names if name not in self.weak_aliases)


@dataclass(frozen=True)
class Regions:
    """All regions by id, countries first, each parent before its children."""

    by_id: Mapping[str, Region]
    by_name: Mapping[str, tuple[Region, ...]]

    def get(self, region_id: str) -> Region:
        """Return a region; raises UnknownNameError with the ids that come close."""
        if region_id not in self.by_id:
            raise unknown_name("region", region_id, self.by_id)
        return self.by_id[region_id]

    def ancestors(self, region_id: str) -> tuple[Region, ...]:
        """Return the region itself, its parent and so on up to the country."""
        region = self.get(region_id)
        return (region,) if region.parent is None else (region, *self.ancestors(region.parent))

    def country(self, region_id: str) -> Region:
        """Return the country that a region lies in; a country is its own."""
        return self.ancestors(region_id)[-1]

    def children(self, region_id: str) -> tuple[Region, ...]:
        """Return the regions right below a region, in the file's order."""
        self.get(region_id)
        return tuple(region for region in self if region.parent == region_id)

    def contains(self, outer_id: str, inner_id: str) -> bool:
        """Say whether one region is another or lies in it."""
        return any(region.id == outer_id for region in self.ancestors(inner_id))

    def find(self, name: str) -> tuple[Region, ...]:
        """Return the regions that bear a name, weak or not, whatever its case; several may, none is an empty tuple."""
        return self.by_name.get(name.casefold(), ())

    def __contains__(self, region_id: object) -> bool:
        return region_id in self.by_id

    def __iter__(self) -> Iterator[Region]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)


@cache
def load_regions() -> Regions:
    """Load the project's regions, once; raises DeclarationError where regions.csv breaks its form."""
    return read_regions(REGIONS_FILE)


def read_regions(path: Path) -> Regions:
    """Read a regions file (UTF-8 CSV with the columns of COLUMNS); raises DeclarationError with every fault in it."""
    by_id: dict[str, Region] = {}
    errors: list[DeclarationError] = []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = tuple(next(rows, ()))
        if header != COLUMNS:
            raise DeclarationError(f"{show_path(path)}:1: wrong columns; begin with {','.join(COLUMNS)}")
        for row in rows:
            fault = _find_fault(row, by_id)
            if fault is None:
                region = _make_region(row)
                by_id[region.id] = region
            else:
                errors.append(DeclarationError(f"{show_path(path)}:{rows.line_num}: {fault}"))
    raise_all(errors)
    return Regions(by_id, _index_names(by_id))


def _find_fault(row: list[str], by_id: Mapping[str, Region]) -> str | None:
    """Say what is wrong with a row, given the rows before it, or None."""
    if len(row) != len(COLUMNS):
        return f"{len(row)} fields; write {len(COLUMNS)}, as in the first line"
    region_id, parent, kind, *names = row
    if region_id in by_id:
        return f'"{region_id}" is declared above; keep one'
    if kind not in set(RegionKind):
        return f'kind is "{kind}"; use one of: {", ".join(RegionKind)}'
    if (kind == RegionKind.COUNTRY) != (parent == ""):
        return f'"{region_id}" is a {kind} with parent "{parent}"; a country has none, every other region has one'
    if parent and parent not in by_id:
        return f'parent "{parent}" is not declared above; {suggest(parent, by_id)}'
    if not all(names[:3]):
        return f'"{region_id}" lacks a name; fill name_en, name_zh and name_zh_hant'
    return None


def _make_region(row: list[str]) -> Region:
    region_id, parent, kind, name_en, name_zh, name_zh_hant, aliases, weak_aliases = row
    return Region(
        id=region_id,
        parent=parent or None,
        kind=RegionKind(kind),
        name_en=name_en,
        name_zh=name_zh,
        name_zh_hant=name_zh_hant,
        aliases=tuple(alias for alias in aliases.split("|") if alias),
        weak_aliases=tuple(alias for alias in weak_aliases.split("|") if alias),
    )


def _index_names(by_id: Mapping[str, Region]) -> dict[str, tuple[Region, ...]]:
    index: dict[str, dict[str, Region]] = {}
    for region in by_id.values():
        for name in (*region.names, *region.weak_aliases, region.name_en):
            index.setdefault(name.casefold(), {})[region.id] = region
    return {name: tuple(found.values()) for name, found in index.items()}
