"""Claims from a Document: applies the lexicon's rules to its sentences, with the context that they stand in.

Words and rules are data (lexicon/); which carriers, regions, applicants and channels a claim is limited to is scope.py's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from parsers.context import Passage, read_passages
from parsers.items import compiled_items, find_items
from parsers.lexicon import Rule, load_lexicons
from parsers.patterns import Pattern, PatternBook, PatternIndex
from parsers.scope import qualify
from parsers.values import choose_values
from schemas.claims import Claim, Evidence, Value
from schemas.documents import Document
from schemas.errors import DeclarationError
from schemas.sources import Source
from schemas.vocabulary import load_vocabulary


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A sentence with trigger words from which no claim was read: text[start:end] of the document."""

    start: int
    end: int
    sentence: str
    triggers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule of an attribute with its patterns."""

    attribute: str
    rule: Rule
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    heads: tuple[Pattern, ...]


def find_claims(document: Document, source: Source | None = None) -> tuple[list[Claim], list[Unexplained]]:
    """Find the claims of a document, in the order of their evidence, and the sentences that it could not explain."""
    prepare()
    passages = read_passages(document, books(), source)
    candidates = [claim for passage in passages for claim in _read_passage(passage, document)]
    claims = _settle(candidates)
    return claims, _find_unexplained(passages, claims, document)


@cache
def books() -> dict[str, PatternBook]:
    """The pattern book of each language of the built-in lexicon."""
    return {language: PatternBook(lexicon) for language, lexicon in load_lexicons().items()}


@cache
def prepare() -> None:
    """Compile all rules and items, which must stand before the first scan."""
    for language, book in books().items():
        _index(language)
        compiled_items(book)
        _ = book.topic


@cache
def compiled_rules(language: str) -> tuple[CompiledRule, ...]:
    """All rules of a language, compiled; their codes and polarities are checked against the vocabulary."""
    book, vocabulary, compiled = books()[language], load_vocabulary(), []
    for attribute, file in book.lexicon.attributes.items():
        for rule in file.rule:
            if rule.polarity not in vocabulary.code(attribute, rule.code).polarities:
                raise DeclarationError(f"{language}/{attribute}.toml: {rule.code} knows no polarity {rule.polarity!r}; see docs/vocabulary.md")
            compiled.append(CompiledRule(
                attribute, rule, book.compile_all(rule.patterns), book.compile_all(rule.unless), book.compile_all(rule.heads)
            ))
    return tuple(compiled)


@cache
def _index(language: str) -> PatternIndex[CompiledRule]:
    return PatternIndex((pattern, compiled) for compiled in compiled_rules(language) for pattern in compiled.patterns)


def _read_passage(passage: Passage, document: Document) -> list[Claim]:
    if passage.is_other_business:
        return []
    found = []
    for pattern, compiled in _index(passage.language).candidates(passage.present):
        if compiled.rule.context == "ending" and not passage.is_about_ending:
            continue
        if compiled.heads and not any(head.regex.search(passage.governing_text) for head in compiled.heads):
            continue
        found += _apply(pattern, compiled, passage, document)
    return [*found, *find_items(passage, document, books()[passage.language])]


def _apply(pattern: Pattern, compiled: CompiledRule, passage: Passage, document: Document) -> list[Claim]:
    claims = []
    for match in pattern.finditer(passage.shadow, passage.start, passage.end, passage.present):
        start, end = match.span()
        if start == end or is_voided(compiled.unless, passage, start, end):
            continue
        values = choose_values(compiled.attribute, compiled.rule, passage, start, end, document)
        claims += [_build(compiled, passage, document, start, end, value) for value in values]
    return claims


def is_voided(unless: tuple[Pattern, ...], passage: Passage, start: int, end: int) -> bool:
    """Tell whether words that void a match stand in its clauses."""
    left, right = passage.clause_around(start, end)
    return any(True for pattern in unless for _ in pattern.finditer(passage.shadow, left, right, passage.present))


def _build(compiled: CompiledRule, passage: Passage, document: Document, start: int, end: int, value: Value) -> Claim:
    rule = compiled.rule
    start, end = passage.trim(start, end)
    claim = Claim(
        compiled.attribute, rule.code, rule.polarity, value,
        Evidence(start, end, document.text[start:end]),
        channel=rule.channel, applicant=rule.applicant, line_type=rule.line_type, support=rule.support,
    )
    return qualify(claim, passage, document)


def _settle(candidates: list[Claim]) -> list[Claim]:
    """Keep one claim of each statement: the best supported, then the first; drop what a fuller one says too."""
    best: dict[tuple[object, ...], Claim] = {}
    for claim in candidates:
        key = (claim.attribute, claim.code, claim.polarity, claim.value_json, claim.channel, claim.applicant, claim.line_type, claim.carriers)
        kept = best.get(key)
        if kept is None or (-claim.support, claim.evidence.start) < (-kept.support, kept.evidence.start):
            best[key] = claim
    valued = {(c.attribute, c.code, c.polarity) for c in best.values() if c.value is not None}
    only = {c.code for c in best.values() if (c.attribute, c.polarity) == ("channel", "only")}
    kept_claims = [
        c for c in best.values()
        if not (c.value is None and (c.attribute, c.code, c.polarity) in valued)
        and not ((c.attribute, c.polarity) == ("channel", "available") and c.code in only)
    ]
    return sorted(_fold_qualifiers(kept_claims), key=lambda c: (c.evidence.start, c.evidence.end, c.attribute, c.code, c.polarity, c.value_json or "", c.channel or "", c.applicant or "", c.line_type or "", c.carriers))


def _fold_qualifiers(claims: list[Claim]) -> list[Claim]:
    """Drop an unqualified repeat of a statement that the document makes with qualifiers, and the other way round keep the first."""
    groups: dict[tuple[str, str, str, str | None], list[Claim]] = {}
    for claim in claims:
        groups.setdefault((claim.attribute, claim.code, claim.polarity, claim.value_json), []).append(claim)
    kept: list[Claim] = []
    for group in groups.values():
        group.sort(key=lambda c: (-c.support, c.evidence.start))
        distinct: dict[str | None, Claim] = {}
        for claim in group:
            distinct.setdefault(claim.applicant, claim)
        kept += distinct.values()
    return kept


def _find_unexplained(passages: list[Passage], claims: list[Claim], document: Document) -> list[Unexplained]:
    spans = [(c.evidence.start, c.evidence.end) for c in claims]
    found = []
    for passage in passages:
        if passage.is_heading or not passage.has_trigger or passage.end - passage.start < 6:
            continue
        if any(start < passage.end and passage.start < end for start, end in spans):
            continue
        found.append(Unexplained(passage.start, passage.end, document.text[passage.start : passage.end], passage.triggers(document)))
    return found
