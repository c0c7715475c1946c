"""Examples: labelled lines that the classifier learns from, `lexicon/<language>/examples/*.txt`, written by people.

A line is a sentence, a list item or a table row as pages have it; behind a tab stand the statements that it makes,
`attribute.code.polarity`, separated by blanks. A line without a tab states nothing. `# ` begins a heading over what
follows, a blank line ends a passage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from schemas.errors import DeclarationError, UnknownNameError
from schemas.vocabulary import Statement, Vocabulary, load_vocabulary


@dataclass(frozen=True, slots=True)
class Example:
    """A passage of examples: its text, and of each line in it (start, end, statements); headings have no line."""

    text: str
    lines: tuple[tuple[int, int, frozenset[Statement]], ...]


def read_examples(folder: Path) -> Iterator[Example]:
    """Read the examples of a language's folder, in the order of the files; DeclarationError names file and line."""
    vocabulary = load_vocabulary()
    for path in sorted((folder / "examples").glob("*.txt")):
        text = ""
        lines: list[tuple[int, int, frozenset[Statement]]] = []
        for number, line in enumerate([*path.read_text("utf-8").splitlines(), ""], 1):
            words, _, labels = line.partition("\t")
            if not line.strip():
                if text:
                    yield Example(text, tuple(lines))
                text, lines = "", []
            elif line.startswith("# "):
                text += line[2:].strip() + "\n"
            else:
                place = f"{path.parent.parent.name}/examples/{path.name}:{number}"
                statements = frozenset(_read_statement(label, vocabulary, place) for label in labels.split())
                lines.append((len(text), len(text) + len(words.strip()), statements))
                text += words.strip() + "\n"


def _read_statement(label: str, vocabulary: Vocabulary, place: str) -> Statement:
    statement = Statement(*label.split(".")) if label.count(".") == 2 else None
    try:
        known = statement and vocabulary.code(statement.attribute, statement.code).polarities
    except UnknownNameError:
        known = None
    if statement is None or not known or statement.polarity not in known:
        raise DeclarationError(f"{place}: no statement {label!r}; write attribute.code.polarity of docs/vocabulary.md")
    return statement
