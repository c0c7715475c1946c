"""Writes the vocabulary as a page for people (docs/vocabulary.md); what it says comes from vocabulary.toml alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from schemas.vocabulary import Attribute, Code, Statement, ValueKind, Vocabulary, Word

_VALUES = {
    ValueKind.NONE: "",
    ValueKind.DURATION: "duration",
    ValueKind.DURATION_OR_SYMBOL: "duration or symbol",
    ValueKind.MONEY_OR_FORMULA: "money or formula",
    ValueKind.TEXT: "text",
    ValueKind.DATE: "date",
}

_INTRODUCTION = """\
# The vocabulary

This page is written from `schemas/vocabulary.toml`; change that file, not this page.

A claim is an attribute, a code, a polarity and, where its text states one, a value, with the words that state it.
"Best first" orders the polarities by what is better for the customer; "better value" says which direction of a value is.
A code that takes several values may state them side by side; for any other, two different values contradict each other.
"""


def write_vocabulary_page(vocabulary: Vocabulary) -> str:
    """Return the page in Markdown, the same bytes for the same vocabulary."""
    parts = [_INTRODUCTION]
    for attribute in vocabulary.attributes.values():
        parts.append(_write_attribute(attribute, vocabulary.codes_of(attribute.name)))
    parts.append(_write_exclusions(vocabulary))
    parts.append(_write_words(vocabulary))
    return "\n".join(parts)


def _write_attribute(attribute: Attribute, codes: Iterable[Code]) -> str:
    heads = ("code", "中文", "English", "meaning", "polarities, best first", "value", "better value", "several")
    rows = [
        (
            f"`{code.code}`",
            code.label_zh,
            code.label_en,
            f"{code.meaning} {code.meaning_zh}",
            ", ".join(code.better + tuple(polarity for polarity in code.polarities if polarity not in code.better)),
            _VALUES[code.value_kind],
            {None: "", True: "lower", False: "higher"}[code.lower_is_better],
            "yes" if code.is_many_valued else "",
        )
        for code in codes
    ]
    title = f"## `{attribute.name}`: {attribute.label_en}, {attribute.label_zh}"
    return f"{title}\n\n{attribute.meaning} {attribute.meaning_zh}\n\n{_write_table(heads, rows)}"


def _write_exclusions(vocabulary: Vocabulary) -> str:
    """List what excludes what: for each statement, the statements it cannot stand beside."""
    excluded: dict[Statement, list[Statement]] = {}
    for left, right in vocabulary.exclusions:
        excluded.setdefault(left, []).append(right)
    rows = [(f"`{left}`", ", ".join(f"`{right}`" for right in rights)) for left, rights in excluded.items()]
    return f"## What excludes what\n\n{_write_table(('this', 'excludes, and is excluded by'), rows)}"


def _write_words(vocabulary: Vocabulary) -> str:
    groups: dict[str, Mapping[str, Word]] = {
        "polarity": vocabulary.polarities,
        "unit of a duration": vocabulary.units,
        "symbol of a time": vocabulary.symbols,
        "per, of money": vocabulary.pers,
        "of, of a formula": vocabulary.ofs,
        "applicant": vocabulary.applicants,
        "line type": vocabulary.line_types,
    }
    rows = [
        (group, f"`{name}`", word.label_zh, word.label_en, "" if word.days is None else f"{word.days:.6g}")
        for group, words in groups.items()
        for name, word in words.items()
    ]
    heads = ("of", "word", "中文", "English", "counts as days")
    return f"## The words of polarities, values and qualifiers\n\n{_write_table(heads, rows)}"


def _write_table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"
