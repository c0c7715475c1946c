"""Reads one TOML declaration file and says, by file and line, what is wrong in it.

What a declaration may contain belongs to the model it is checked against; what several files mean together belongs to
registry.py.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from schemas.errors import DeclarationError, UnknownNameError
from schemas.sources import ADDRESS_PATTERN, SLUG_PATTERN

Location = tuple[str | int, ...]  # the way to a key: names of tables, and indices from 0 in arrays of tables
Fault = tuple[Location, str]  # where, and what is wrong; what to do
Model = TypeVar("Model", bound=BaseModel)

_BARE_OR_QUOTED = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED = rf"{_BARE_OR_QUOTED}(?:\s*\.\s*{_BARE_OR_QUOTED})*"
_TABLE = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_PART = re.compile(_BARE_OR_QUOTED)
_STRING_OR_COMMENT = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)
_PARSER_PLACE = re.compile(r"^(?P<what>.*?)(?: \(at (?:line (?P<line>\d+), column \d+|end of document)\))?$", re.DOTALL)


@dataclass(frozen=True)
class Declaration:
    """A declaration file as parsed: its path, its data and its text."""

    path: Path
    data: dict[str, Any]
    text: str = field(repr=False)

    @cached_property
    def lines(self) -> Mapping[Location, int]:
        """The line on which each table and key stands; found when it is asked for, as most files have no fault."""
        return find_lines(self.text)

    def line_of(self, location: Location) -> int:
        """Return the line of a table or key, or of the nearest thing around it that has one; 1 for the file."""
        for length in range(len(location), 0, -1):
            if location[:length] in self.lines:
                return self.lines[location[:length]]
        return 1

    def error(self, location: Location, message: str) -> DeclarationError:
        """Make the error `file:line: message` for a table or key; the message says what is wrong; what to do."""
        return DeclarationError(f"{show_path(self.path)}:{self.line_of(location)}: {message}")

    def errors(self, faults: Iterable[Fault]) -> list[DeclarationError]:
        """Make one error for each fault, in the file's order."""
        return [self.error(*fault) for fault in sorted(faults, key=lambda fault: self.line_of(fault[0]))]

    def check(self, model: type[Model], data: Mapping[str, Any], at: Location = ()) -> tuple[Model | None, list[Fault]]:
        """Check data against a model; return the model, or None and the faults."""
        try:
            return model.model_validate(data), []
        except ValidationError as failure:
            return None, [((*at, *fault["loc"]), _explain(fault, model)) for fault in failure.errors()]

    def require(self, model: type[Model]) -> Model:
        """Check the whole file against a model; raises DeclarationError with every fault in it, a line each."""
        checked, faults = self.check(model, self.data)
        if checked is None:
            raise DeclarationError("\n".join(str(error) for error in self.errors(faults)))
        return checked


def read_declaration(path: Path) -> Declaration:
    """Read a TOML file; raises DeclarationError with the line where it is not UTF-8 or not TOML."""
    body = path.read_bytes()
    try:
        text = body.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as failure:
        line = body.count(b"\n", 0, failure.start) + 1
        raise DeclarationError(f"{show_path(path)}:{line}: not UTF-8; save the file as UTF-8") from failure
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as failure:
        place = _PARSER_PLACE.match(str(failure))
        what = place["what"] if place else str(failure)
        line = int(place["line"]) if place and place["line"] else text.count("\n") + 1
        raise DeclarationError(
            f"{show_path(path)}:{line}: not valid TOML ({what}); mend this line, or the value that began above it"
        ) from failure
    return Declaration(path, data, text)


def raise_all(errors: Iterable[DeclarationError]) -> None:
    """Raise one DeclarationError that lists all of them, a line each; do nothing where there are none."""
    messages = [str(error) for error in errors]
    if messages:
        raise DeclarationError("\n".join(messages))


def show_path(path: Path) -> str:
    """Return the path as a user would type it: relative to the working directory where it lies below it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def suggest(name: str, known: Iterable[str]) -> str:
    """Return the remedy for an unknown name: the closest known ones, or all of them where they are few."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=3)
    close = close or [other for other in names if name.startswith(other)][:3]
    if close:
        return "did you mean " + " or ".join(f'"{match}"' for match in close) + "?"
    if len(names) > 30:
        return f"none of the {len(names)} known names comes close"
    return "use one of: " + ", ".join(names)


def unknown_name(what: str, name: str, known: Iterable[str]) -> UnknownNameError:
    """Make the error for a name that nothing declares, with the names that come close."""
    return UnknownNameError(f'no {what} "{name}" is declared; {suggest(name, known)}')


def find_lines(text: str) -> dict[Location, int]:
    """Find the line (from 1) of each table and key in a valid TOML text; keys in inline tables are not looked for."""
    lines: dict[Location, int] = {}
    counts: dict[Location, int] = {}
    table: Location = ()
    depth = 0
    rows = zip(text.split("\n"), _STRING_OR_COMMENT.sub(_blank, text).split("\n"), strict=True)
    for number, (row, bare) in enumerate(rows, start=1):
        if depth == 0 and bare.lstrip().startswith("["):
            table = _open_table(row, counts)
            lines.setdefault(table, number)
            if table and isinstance(table[-1], int):
                lines.setdefault(table[:-1], number)
            continue
        if depth == 0 and (key := _KEY.match(row)) and bare[key.end() - 1] == "=":
            lines.setdefault(table + _parts(key[1]), number)
        depth += sum(bare.count(bracket) for bracket in "[{") - sum(bare.count(bracket) for bracket in "]}")
    return lines


def _blank(match: re.Match[str]) -> str:
    """Blank out a string or comment but keep its line breaks, so that brackets and headers in it do not count."""
    return re.sub(r"[^\n]", " ", match[0])


def _parts(dotted: str) -> Location:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _open_table(row: str, counts: dict[Location, int]) -> Location:
    """Return the place of the table that a header row opens; each array table on the way carries its current index."""
    header = _TABLE.match(row)
    if header is None:
        return ()
    location: Location = ()
    parts = _parts(header[2])
    for part in parts[:-1]:
        location = (*location, part)
        if location in counts:
            location = (*location, counts[location] - 1)
    location = (*location, parts[-1])
    if header[1] == "[[":
        counts[location] = counts.get(location, 0) + 1
        return (*location, counts[location] - 1)
    return location


def _explain(fault: ErrorDetails, model: type[BaseModel]) -> str:
    """Say one fault of a model in a user's words, with the remedy."""
    key = next((str(part) for part in reversed(fault["loc"]) if isinstance(part, str)), "the file")
    given, kind, context = fault["input"], fault["type"], fault.get("ctx", {})
    if kind == "extra_forbidden":
        return f'unknown key "{key}"; {suggest(key, _keys(model, fault["loc"]))}'
    if kind in ("missing", "too_short"):
        return f'"{key}" is missing; add {"a table [[source]]" if key == "source" else "it"}'
    if kind in ("enum", "literal_error"):
        return f"{key} is {given!r}; use one of: {context['expected']}"
    if kind == "string_pattern_mismatch":
        return f"{key} is {given!r}; {_PATTERN_REMEDIES.get(context['pattern'], 'it must match ' + context['pattern'])}"
    return f"{key} is {given!r}: {fault['msg']}; mend it"


_PATTERN_REMEDIES = {
    SLUG_PATTERN: "use small letters, digits and single hyphens, as in leaving-early",
    ADDRESS_PATTERN: "write a full web address, as in https://www.example.org/page",
}


def _keys(model: type[BaseModel], location: Location) -> list[str]:
    """List the keys that the model at a location allows."""
    fields = model.model_fields
    for part in location[:-1]:
        if isinstance(part, str) and part in fields:
            inner = _inner_model(fields[part].annotation)
            if inner is not None:
                fields = inner.model_fields
    return list(fields)


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for m in map(_inner_model, getattr(annotation, "__args__", ())) if m is not None), None)
