"""The ledger of obligations: regulators' rules with the statements that keep or break them; as data, obligations.toml.

What carriers say against it is found in the warehouse; what a regulator's own pages say is read like any other page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

from schemas.carriers import load_carriers
from schemas.declarations import Declaration, Fault, Location, raise_all, read_declaration, suggest
from schemas.errors import UnknownNameError
from schemas.ids import canonical_json
from schemas.sources import ADDRESS_PATTERN
from schemas.vocabulary import Statement, load_vocabulary

OBLIGATIONS_FILE = Path(__file__).parent / "obligations.toml"

_SIDE = re.compile(r"(?P<attribute>[a-z_]+)\.(?P<code>[a-z0-9_]+) (?P<polarity>[a-z_]+)(?: (?P<value>.+))?")


@dataclass(frozen=True, slots=True)
class Measure:
    """A statement that keeps or breaks an obligation; `value` is canonical JSON, None where any value does."""

    statement: Statement
    value: str | None


@dataclass(frozen=True, slots=True)
class Obligation:
    """A regulator's rule. `carriers` is empty where it binds every carrier of the country."""

    id: str
    regulator: str
    title_zh: str
    title_en: str
    meaning_zh: str
    meaning_en: str
    country: str
    carriers: tuple[str, ...]
    holds_from: date
    citation: str
    source: str
    satisfied_by: tuple[Measure, ...]
    violated_by: tuple[Measure, ...]


@cache
def load_obligations() -> tuple[Obligation, ...]:
    """Load the project's ledger, once; raises DeclarationError where obligations.toml breaks its form."""
    return read_obligations(OBLIGATIONS_FILE)


def read_obligations(path: Path) -> tuple[Obligation, ...]:
    """Read a ledger, in the file's order; raises DeclarationError with every fault in it, a line each."""
    declaration = read_declaration(path)
    found: list[Obligation] = []
    faults: list[Fault] = []
    for regulator, group in declaration.data.items():
        if not isinstance(group, dict):
            faults.append(((regulator,), f'"{regulator}" is no regulator; write [{regulator}.name]'))
            continue
        for name, entry in group.items():
            form, wrong = declaration.check(_Form, entry if isinstance(entry, dict) else {}, at=(regulator, name))
            faults += wrong
            if form is not None:
                faults += _find_unknown_carriers(form, (regulator, name))
                found.append(_make_obligation(declaration, regulator, name, form))
    raise_all(declaration.errors(faults))
    return tuple(found)


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title_zh: str
    title_en: str
    meaning_zh: str
    meaning_en: str
    country: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
    carriers: tuple[str, ...] = ()
    holds_from: date
    citation: str
    source: Annotated[str, StringConstraints(pattern=ADDRESS_PATTERN)]
    satisfied_by: tuple[str, ...]
    violated_by: tuple[str, ...]


def _find_unknown_carriers(form: _Form, place: Location) -> Iterator[Fault]:
    known = [carrier.id for carrier in load_carriers().of_country(form.country)]
    for carrier in form.carriers:
        if carrier not in known:
            message = f'no carrier "{carrier}" of {form.country} is declared; {suggest(carrier, known)}'
            yield (*place, "carriers"), message


def _make_obligation(declaration: Declaration, regulator: str, name: str, form: _Form) -> Obligation:
    sides = {
        key: tuple(_read_measure(declaration, (regulator, name, key), text) for text in getattr(form, key))
        for key in ("satisfied_by", "violated_by")
    }
    return Obligation(id=f"{regulator}/{name}", regulator=regulator, **{**form.model_dump(), **sides})


def _read_measure(declaration: Declaration, place: Location, text: str) -> Measure:
    """Read `attribute.code polarity` and, where there is one, a value in JSON."""
    match = _SIDE.fullmatch(text)
    if match is None:
        raise declaration.error(place, f'"{text}" is no statement; write "attribute.code polarity", then a JSON value')
    statement = Statement(match["attribute"], match["code"], match["polarity"])
    try:
        polarities = load_vocabulary().code(statement.attribute, statement.code).polarities
        value: Any = json.loads(match["value"]) if match["value"] else None
    except (UnknownNameError, json.JSONDecodeError) as error:
        raise declaration.error(place, f'"{text}": {error}') from error
    if statement.polarity not in polarities:
        raise declaration.error(place, f'"{text}": {suggest(statement.polarity, polarities)}')
    return Measure(statement, None if value is None else canonical_json(value))
