"""Writes the vocabulary as a page for people (docs/vocabulary.md); what it says comes from vocabulary.toml alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from schemas.vocabulary import Attribute, Code, ValueKind, Vocabulary, Word

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
Polarities stand best first for the customer, behind a semicolon those that have no rank; "better value" says which
direction of a value is better for the customer. Where a code takes several values, they hold side by side; else two
different values contradict each other.
"""


def write_vocabulary_page(vocabulary: Vocabulary) -> str:
    """Return the page in Markdown, the same bytes for the same vocabulary."""
    attributes = [
        _write_attribute(attribute, vocabulary.codes_of(attribute.name)) for attribute in vocabulary.attributes.values()
    ]
    return "\n".join([_INTRODUCTION, *attributes, _write_exclusions(vocabulary), _write_words(vocabulary)])


def _write_attribute(attribute: Attribute, codes: tuple[Code, ...]) -> str:
    heads = ("code", "中文", "English", "meaning", "polarities", "value", "better value", "several")
    rows = [
        (
            f"`{code.code}`",
            code.label_zh,
            code.label_en,
            f"{code.meaning} {code.meaning_zh}",
            _write_polarities(code),
            _VALUES[code.value_kind],
            {None: "", True: "lower", False: "higher"}[code.lower_is_better],
            "yes" if code.is_many_valued else "",
        )
        for code in codes
    ]
    pairs = dict.fromkeys(pair for code in codes for pair in code.exclusive)
    rule = "; ".join(f"{left} and {right}" for left, right in pairs)
    return "\n\n".join([
        f"## `{attribute.name}`: {attribute.label_en}, {attribute.label_zh}",
        f"{attribute.meaning} {attribute.meaning_zh}",
        *([f"Cannot both hold of one code: {rule}."] if rule else []),
        _write_table(heads, rows),
    ])


def _write_polarities(code: Code) -> str:
    unranked = [polarity for polarity in code.polarities if polarity not in code.better]
    return "; ".join(", ".join(polarities) for polarities in (code.better, unranked) if polarities)


def _write_exclusions(vocabulary: Vocabulary) -> str:
    rows = [(f"`{left}`", f"`{right}`") for left, right in vocabulary.cross_exclusions]
    table = _write_table(("this", "and this"), rows)
    stars = "A star stands for every code; with a star on both sides the codes differ."
    return f"## What cannot hold together across codes\n\n{stars}\n\n{table}"


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
