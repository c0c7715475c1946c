"""The lexicon: word classes and rules as data (TOML), one file for each attribute, edited by people who do not program.

Here: reading those files strictly. What the pattern marks mean is patterns.py; how rules are applied is claims.py.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from schemas.errors import DeclarationError

FOLDER = Path(__file__).parent


class Words(BaseModel):
    """The words of one class in each language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class Rule(BaseModel):
    """Patterns over a sentence that state one claim."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    polarity: str
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    unless: Words = Words()
    context: str = "ending"  # ending: the passage must be about ending a line | any
    value: str | None = None  # "required": no claim without a value; "none": never a value
    fixed_value: dict[str, str | int | float] | None = None  # the value that the words themselves state
    channel: str | None = None
    applicant: str | None = None
    line_type: str | None = None
    support: float = 1.0


class Items(BaseModel):
    """Governors: words that give a polarity to every item (mention of a code's words) in their reach."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    polarity: str
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    heads: Words = Words()  # in a heading, a list's lead or a column head: governs all that stands below it
    codes: tuple[str, ...] = ()
    reach: str = "both"  # after: items to the right of it | before: to the left | both
    channel: str | None = None
    applicant: str | None = None
    context: str = "ending"
    support: float = 1.0


class AttributeFile(BaseModel):
    """One attribute's file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: dict[str, Words] = {}
    codes: dict[str, Words] = {}
    rule: tuple[Rule, ...] = ()
    items: tuple[Items, ...] = ()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word classes (`name` or `attribute.code`) and each attribute's rules."""

    classes: dict[str, Words]
    attributes: dict[str, AttributeFile]


@cache
def load_lexicon(folder: Path = FOLDER) -> Lexicon:
    """Read every file of a lexicon folder; raises DeclarationError naming the file."""
    classes: dict[str, Words] = {}
    attributes: dict[str, AttributeFile] = {}
    for path in sorted(folder.glob("*.toml")):
        data = _read(path)
        try:
            if path.stem == "words":
                classes |= {name: Words.model_validate(words) for name, words in data.items()}
                continue
            file = AttributeFile.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise DeclarationError(f"{path.name}:1: {place}: {first['msg']}; see the comments in words.toml") from error
        attributes[path.stem] = file
        classes |= file.words
        classes |= {f"{path.stem}.{code}": words for code, words in file.codes.items()}
    return Lexicon(classes, attributes)


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DeclarationError(f"{path.name}: {error}; mend the TOML") from error
