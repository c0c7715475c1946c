"""The lexicon: word classes and rules as data, `<language>/<attribute>.toml`, edited by people who do not program.

Here: reading those files strictly. What the pattern marks mean is patterns.py; how rules are applied is claims.py. A
class is a name and its words; `words.toml` holds the classes that many attributes share, `[codes]` of an attribute's
file the words of its codes (class `attribute.code`), `[words]` classes of its own. `services.toml` names the line where
a source declares another service than a mobile one.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from schemas.errors import DeclarationError

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "zh")


class Rule(BaseModel):
    """Patterns over a sentence that state one claim; a match is void where one of `unless` stands in its clauses.

    `heads`, where given, must be found in what governs the sentence (headings, list lead, table heads, the sentence
    before), or, where the rule `is_inline`, in the sentence itself. `context` is `ending` (the passage must be about
    ending a line) or `any`. `value` is `required` (no claim without a value in the match) or `none` (never a value);
    `fixed_value` is what the words themselves state. `values` and `not_values` are expressions for a value that is
    text: one of the former must fit the whole of it, none of the latter may.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    polarity: str
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    is_inline: bool = False
    context: str = "ending"
    value: str | None = None
    values: tuple[str, ...] = ()
    not_values: tuple[str, ...] = ()
    fixed_value: dict[str, str | int | float] | None = None
    channel: str | None = None
    applicant: str | None = None
    line_type: str | None = None
    support: float = 1.0


class Items(BaseModel):
    """Governors: patterns that give a polarity to items (mentions of a code's words).

    They govern the items that they hold as `<I>` and all enumerated with them, or, where they hold none, those in their
    reach (after, before, both). Governors of the polarity `none` hold items of which nothing is claimed. `heads`, found
    in a heading, a list's lead or a table's head, govern the items below that no governor holds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    polarity: str
    patterns: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    reach: str = "both"
    channel: str | None = None
    applicant: str | None = None
    context: str = "ending"
    support: float = 1.0


class AttributeFile(BaseModel):
    """One attribute's file in one language; an `<I>` in one of `no_items` only sounds like an item."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    no_items: tuple[str, ...] = ()
    words: dict[str, tuple[str, ...]] = {}
    codes: dict[str, tuple[str, ...]] = {}
    rule: tuple[Rule, ...] = ()
    items: tuple[Items, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """One language's word classes (`name` or `attribute.code`), each attribute's rules, the words of other services."""

    language: str
    classes: dict[str, tuple[str, ...]]
    attributes: dict[str, AttributeFile]
    services: dict[str, dict[str, str]]


@cache
def load_lexicons(folder: Path = FOLDER) -> dict[str, Lexicon]:
    """Read the lexicon of every language below a folder; raises DeclarationError naming the file."""
    return {language: _read_language(folder / language, language) for language in LANGUAGES}


def _read_language(folder: Path, language: str) -> Lexicon:
    classes: dict[str, tuple[str, ...]] = {}
    attributes: dict[str, AttributeFile] = {}
    services: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.toml")):
        data = _read(path)
        try:
            if path.stem == "words":
                classes |= TypeAdapter(dict[str, tuple[str, ...]]).validate_python(data)
                continue
            if path.stem == "services":
                services = _check_lengths(TypeAdapter(dict[str, dict[str, str]]).validate_python(data), path)
                continue
            file = AttributeFile.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise DeclarationError(
                f"{language}/{path.name}: {place}: {first['msg']}; see the comments in parsers/lexicon"
            ) from error
        attributes[path.stem] = file
        classes |= file.words
        classes |= {f"{path.stem}.{code}": words for code, words in file.codes.items()}
    return Lexicon(language, classes, attributes, services)


def _check_lengths(services: dict[str, dict[str, str]], path: Path) -> dict[str, dict[str, str]]:
    for word, name in (pair for words in services.values() for pair in words.items()):
        if len(word) != len(name):
            raise DeclarationError(f"{path.parent.name}/{path.name}: {name!r} must be as long as {word!r}")
    return services


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DeclarationError(f"{path.parent.name}/{path.name}: {error}; mend the TOML") from error
