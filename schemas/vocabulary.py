"""The closed vocabulary: what a claim can say, loaded from vocabulary.toml and checked.

The words that texts use for a code belong to parsers/lexicon; what regulators demand belongs to obligations.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from schemas.declarations import Declaration, Fault, Location, raise_all, read_declaration, suggest, unknown_name

VOCABULARY_FILE = Path(__file__).parent / "vocabulary.toml"


class ValueKind(StrEnum):
    """What the value of a claim is; a claim whose text states no value has none, whatever the kind."""

    NONE = "none"
    DURATION = "duration"
    DURATION_OR_SYMBOL = "duration_or_symbol"
    MONEY_OR_FORMULA = "money_or_formula"
    TEXT = "text"
    DATE = "date"


class Statement(NamedTuple):
    """What a claim says without its value; equal to the plain tuple (attribute, code, polarity)."""

    attribute: str
    code: str
    polarity: str

    def __str__(self) -> str:
        return f"{self.attribute}.{self.code} {self.polarity}"


@dataclass(frozen=True, slots=True)
class Code:
    """One code of an attribute, with everything that its attribute declares filled in.

    `exclusive` holds pairs of its polarities that cannot both hold. `better` lists polarities, best for the customer
    first; a polarity that is not in it has no rank. `lower_is_better` is None where no direction of the value is.
    `is_many_valued`: different values may hold side by side; otherwise two different values exclude each other.
    """

    attribute: str
    code: str
    label_zh: str
    label_en: str
    meaning: str
    meaning_zh: str
    polarities: tuple[str, ...]
    exclusive: tuple[tuple[str, str], ...]
    better: tuple[str, ...]
    value_kind: ValueKind
    lower_is_better: bool | None
    is_many_valued: bool

    @property
    def key(self) -> str:
        """The qualified name, `attribute.code`."""
        return f"{self.attribute}.{self.code}"


class Word(BaseModel):
    """A word that statements, values or qualifiers are made of; `days` is what comparable columns count it as."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label_zh: str
    label_en: str
    days: float | None = None


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute with its labels; its codes are in the vocabulary, in the file's order."""

    name: str
    label_zh: str
    label_en: str
    meaning: str
    meaning_zh: str
    polarities: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """All attributes and codes, what excludes what, and the words of values and qualifiers.

    `exclusions` holds each unordered pair of statements that cannot both hold in one slot, once, with no stars left in
    it: the pairs of polarities of one code first, then those across codes. `cross_exclusions` holds those across codes
    as they are declared, with their stars.
    """

    attributes: dict[str, Attribute]
    codes: dict[tuple[str, str], Code]
    exclusions: tuple[tuple[Statement, Statement], ...]
    cross_exclusions: tuple[tuple[str, str], ...]
    polarities: dict[str, Word]
    units: dict[str, Word]
    symbols: dict[str, Word]
    pers: dict[str, Word]
    ofs: dict[str, Word]
    applicants: dict[str, Word]
    line_types: dict[str, Word]

    def code(self, attribute: str, code: str) -> Code:
        """Return a code; raises UnknownNameError with the names that come close."""
        if attribute not in self.attributes:
            raise unknown_name("attribute", attribute, self.attributes)
        if (attribute, code) not in self.codes:
            known = [name for owner, name in self.codes if owner == attribute]
            raise unknown_name(f"code of {attribute}", code, known)
        return self.codes[attribute, code]

    def codes_of(self, attribute: str) -> tuple[Code, ...]:
        """Return the codes of an attribute, in the file's order."""
        return tuple(code for (owner, _), code in self.codes.items() if owner == attribute)

    def is_excluded(self, left: tuple[str, str, str], right: tuple[str, str, str]) -> bool:
        """Say whether two statements cannot both hold in one slot, in either order."""
        return (left, right) in self.exclusions or (right, left) in self.exclusions


@cache
def load_vocabulary() -> Vocabulary:
    """Load the project's vocabulary, once; raises DeclarationError where vocabulary.toml breaks its form."""
    return read_vocabulary(VOCABULARY_FILE)


def read_vocabulary(path: Path) -> Vocabulary:
    """Read a vocabulary file; raises DeclarationError with every fault in it, a line each."""
    declaration = read_declaration(path)
    form = declaration.require(_File)
    codes = {
        (attribute, code): _make_code(attribute, code, form.attribute[attribute], entry)
        for attribute, group in form.attribute.items()
        for code, entry in group.code.items()
    }
    raise_all(declaration.errors(_find_unknown_polarities(form)))
    pairs = [pair for code in codes.values() for pair in _pairs_of(code)]
    for index, exclusion in enumerate(form.exclusion):
        pairs += _expand(declaration, index, exclusion, codes)
    return Vocabulary(
        attributes={name: _make_attribute(name, group) for name, group in form.attribute.items()},
        codes=codes,
        exclusions=tuple(dict.fromkeys(pairs)),
        cross_exclusions=tuple((exclusion.left, exclusion.right) for exclusion in form.exclusion),
        polarities=form.polarity,
        units=form.unit,
        symbols=form.symbol,
        pers=form.per,
        ofs=form.of,
        applicants=form.applicant,
        line_types=form.line_type,
    )


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    label_zh: str
    label_en: str
    meaning: str
    meaning_zh: str
    polarities: tuple[str, ...] | None = Field(default=None, min_length=1)
    exclusive: tuple[tuple[str, str], ...] | None = None
    better: tuple[str, ...] | None = None
    value_kind: ValueKind | None = None
    lower_is_better: bool | None = None
    many_valued: bool | None = None


class _Attribute(_Rules):
    polarities: tuple[str, ...] = Field(min_length=1)
    code: dict[str, _Rules] = Field(min_length=1)


class _Exclusion(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    left: str
    right: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    attribute: dict[str, _Attribute]
    exclusion: tuple[_Exclusion, ...] = ()
    polarity: dict[str, Word]
    unit: dict[str, Word]
    symbol: dict[str, Word]
    per: dict[str, Word]
    of: dict[str, Word]
    applicant: dict[str, Word]
    line_type: dict[str, Word]


def _make_attribute(name: str, group: _Attribute) -> Attribute:
    return Attribute(name, group.label_zh, group.label_en, group.meaning, group.meaning_zh, group.polarities)


def _make_code(attribute: str, code: str, group: _Attribute, entry: _Rules) -> Code:
    """Fill in from the attribute what the code does not say; a polarity that the code lacks drops out of the rest."""
    polarities = entry.polarities or group.polarities
    exclusive = (entry.exclusive if entry.exclusive is not None else group.exclusive) or ()
    better = (entry.better if entry.better is not None else group.better) or ()
    lower = entry.lower_is_better if entry.lower_is_better is not None else group.lower_is_better
    many = entry.many_valued if entry.many_valued is not None else group.many_valued
    return Code(
        attribute=attribute,
        code=code,
        label_zh=entry.label_zh,
        label_en=entry.label_en,
        meaning=entry.meaning,
        meaning_zh=entry.meaning_zh,
        polarities=polarities,
        exclusive=tuple(pair for pair in exclusive if set(pair) <= set(polarities)),
        better=tuple(polarity for polarity in better if polarity in polarities),
        value_kind=entry.value_kind or group.value_kind or ValueKind.NONE,
        lower_is_better=lower,
        is_many_valued=bool(many),
    )


def _find_unknown_polarities(form: _File) -> Iterator[Fault]:
    """Find polarities that have no label, and in `exclusive` and `better` those that `polarities` do not list."""
    for name, group in form.attribute.items():
        places: list[tuple[Location, _Rules]] = [(("attribute", name), group)]
        places += [(("attribute", name, "code", code), entry) for code, entry in group.code.items()]
        for location, rules in places:
            known = rules.polarities or group.polarities
            for key, used, allowed in (
                ("polarities", rules.polarities or (), tuple(form.polarity)),
                ("exclusive", [polarity for pair in rules.exclusive or () for polarity in pair], known),
                ("better", rules.better or (), known),
            ):
                for polarity in sorted(set(used) - set(allowed)):
                    message = f'unknown polarity "{polarity}" in {key}; {suggest(polarity, allowed)}'
                    yield (*location, key), message


def _pairs_of(code: Code) -> list[tuple[Statement, Statement]]:
    return [
        (Statement(code.attribute, code.code, left), Statement(code.attribute, code.code, right))
        for left, right in code.exclusive
    ]


_SIDE = re.compile(r"(?P<attribute>[a-z_]+)\.(?P<code>[a-z0-9_]+|\*) (?P<polarity>[a-z_]+)")


def _expand(
    declaration: Declaration, index: int, exclusion: _Exclusion, codes: dict[tuple[str, str], Code]
) -> list[tuple[Statement, Statement]]:
    """Write out the stars of an exclusion: each unordered pair of different codes once."""
    lefts = _statements(declaration, (index, "left"), exclusion.left, codes)
    rights = _statements(declaration, (index, "right"), exclusion.right, codes)
    if exclusion.left == exclusion.right:
        return list(combinations(lefts, 2))
    return [(left, right) for left in lefts for right in rights if left[:2] != right[:2]]


def _statements(
    declaration: Declaration, place: tuple[int, str], side: str, codes: dict[tuple[str, str], Code]
) -> list[Statement]:
    """Read `attribute.code polarity`, where a star stands for every code that has the polarity."""
    match = _SIDE.fullmatch(side)
    found = [
        Statement(code.attribute, code.code, match["polarity"])
        for code in codes.values()
        if match and code.attribute == match["attribute"] and match["code"] in ("*", code.code)
        and match["polarity"] in code.polarities
    ]
    if not found:
        remedy = 'write "attribute.code polarity" with declared words, or * for every code'
        raise declaration.error(("exclusion", *place), f'"{side}" names nothing in this vocabulary; {remedy}')
    return found
