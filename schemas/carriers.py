"""The carriers: who they are, what texts call them, and their lives. The data is carriers.toml.

Finding a carrier in a text is parsers/scope.py's work. A province's company of a carrier is the carrier plus a region,
never a carrier of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

from schemas.declarations import Declaration, Fault, raise_all, read_declaration, suggest, unknown_name

CARRIERS_FILE = Path(__file__).parent / "carriers.toml"

CarrierId = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z0-9]+)+$")]
Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]


class Carrier(BaseModel):
    """One carrier, or a brand that sells mobile lines under terms of its own.

    `aliases` name it wherever they stand; `weak_aliases` are words that also mean something else, and count only beside
    another sign of it; `sub_brands` are names of its plans and product lines. `site` is a host. `active_to` is the
    first day without it. `parent` owns it, `host_network` carries its calls; nothing is inherited from either.
    `successor` took over its customers. `is_incumbent`: it is one of those that its country's texts mean by "the three
    carriers" and the like.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: CarrierId
    name: str
    local_name: str
    country: str
    aliases: tuple[str, ...] = ()
    weak_aliases: tuple[str, ...] = ()
    sub_brands: tuple[str, ...] = ()
    hotline: str | None = None
    other_hotlines: tuple[str, ...] = ()
    site: Host | None = None
    other_sites: tuple[Host, ...] = ()
    active_from: date | None = None
    active_to: date | None = None
    successor: str | None = None
    parent: str | None = None
    host_network: str | None = None
    is_incumbent: bool = False
    note: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that stands for it by itself: its name, local name and aliases, except those that are weak."""
        names = dict.fromkeys((self.name, self.local_name, *self.aliases))
        return tuple(name for name in names if name not in self.weak_aliases)

    @property
    def hotlines(self) -> tuple[str, ...]:
        """All its numbers, the main one first."""
        return ((self.hotline,) if self.hotline else ()) + self.other_hotlines

    @property
    def sites(self) -> tuple[str, ...]:
        """All its hosts, the main one first."""
        return ((self.site,) if self.site else ()) + self.other_sites

    def is_active(self, on: date) -> bool:
        """Say whether it sells or serves lines on a day."""
        return (self.active_from is None or self.active_from <= on) and (self.active_to is None or on < self.active_to)


@dataclass(frozen=True)
class Carriers:
    """All carriers by id, in the file's order."""

    by_id: Mapping[str, Carrier]

    def get(self, carrier_id: str) -> Carrier:
        """Return a carrier; raises UnknownNameError with the ids that come close."""
        if carrier_id not in self.by_id:
            raise unknown_name("carrier", carrier_id, self.by_id)
        return self.by_id[carrier_id]

    def of_country(self, country: str) -> tuple[Carrier, ...]:
        """Return the carriers of a country, in the file's order."""
        return tuple(carrier for carrier in self if carrier.country == country)

    def __contains__(self, carrier_id: object) -> bool:
        return carrier_id in self.by_id

    def __iter__(self) -> Iterator[Carrier]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)


@cache
def load_carriers() -> Carriers:
    """Load the project's carriers, once; raises DeclarationError where carriers.toml breaks its form."""
    return read_carriers(CARRIERS_FILE)


def read_carriers(path: Path) -> Carriers:
    """Read a carriers file, where the table `[cn.mobile]` declares `cn-mobile`.

    Raises DeclarationError with every fault in it, a line each.
    """
    declaration = read_declaration(path)
    by_id: dict[str, Carrier] = {}
    faults: list[Fault] = []
    for country, group in declaration.data.items():
        if not re.fullmatch("[a-z]{2}", country) or not isinstance(group, dict):
            message = f'"{country}" is no carrier; begin each with a table of country and name, as in [xx.name]'
            faults.append(((country,), message))
            continue
        for slug, entry in group.items():
            carrier, found = _check_entry(declaration, country, slug, entry)
            faults += found
            if carrier is not None:
                by_id[carrier.id] = carrier
    raise_all(declaration.errors([*faults, *_find_dangling(by_id)]))
    return Carriers(by_id)


def _check_entry(declaration: Declaration, country: str, slug: str, entry: Any) -> tuple[Carrier | None, list[Fault]]:
    """Check one carrier's table; its id and country come from the table's name."""
    place = (country, slug)
    if not isinstance(entry, dict):
        return None, [(place, f'"{country}.{slug}" is no table; write [{country}.{slug}]')]
    derived = sorted({"id", "country"} & entry.keys())
    if derived:
        message = f'unknown key "{derived[0]}"; take it out, the table\'s name says it'
        return None, [((*place, derived[0]), message)]
    return declaration.check(Carrier, {"id": f"{country}-{slug}", "country": country.upper(), **entry}, at=place)


def _find_dangling(by_id: Mapping[str, Carrier]) -> Iterator[Fault]:
    """Find references to carriers that are not declared."""
    for carrier in by_id.values():
        country, _, slug = carrier.id.partition("-")
        for key in ("successor", "parent", "host_network"):
            other = getattr(carrier, key)
            if other is not None and other not in by_id:
                yield (country, slug, key), f'no carrier "{other}" is declared; {suggest(other, by_id)}'
