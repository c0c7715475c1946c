"""Claims from a Document: applies the lexicon's rules to its sentences, with the context that they stand in.

Words and rules are data (lexicon/); items that are named one by one are items.py's; what no rule foresaw likely.py
reads; which carriers, applicants and channels a claim is limited to is scope.py's; which of several readings stays is
settling.py's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_

from parsers.audit import Unexplained, find_unexplained
from parsers.classifier import Classifier, load_weights
from parsers.context import Passage, read_passages
from parsers.items import compiled_items, find_items
from parsers.joints import find_joints
from parsers.lexicon import FOLDER, Lexicon, Rule, load_lexicons
from parsers.likely import LikelyReader
from parsers.pattern_index import PatternIndex
from parsers.patterns import Known, Pattern, PatternBook
from parsers.qualifiers import DocumentQualifiers, Qualifiers, Statement
from parsers.settling import settle_claims
from parsers.values import choose_values
from schemas.claims import Claim
from schemas.documents import Document
from schemas.errors import DeclarationError
from schemas.sources import Source
from schemas.vocabulary import load_vocabulary


@cache
def default_reader() -> ClaimReader:
    """The reader of the built-in lexicon."""
    return ClaimReader(load_lexicons())


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule of an attribute with its patterns."""

    attribute: str
    rule: Rule
    unless: tuple[Pattern, ...]
    heads: tuple[Pattern, ...]
    unless_bits: int  # one of these is in every sentence that a pattern of `unless` may match


class ClaimReader:
    """Reads claims by a lexicon in each language; compiling it is the costly part, so keep one and use it often.

    Unless `is_guessing` it reads what the rules say and leaves what is only likely.
    """

    def __init__(self, lexicons: Mapping[str, Lexicon], is_guessing: bool = True) -> None:
        self._books = {language: PatternBook(lexicon) for language, lexicon in lexicons.items()}
        self._rules = {language: PatternIndex(_compile_rules(book)) for language, book in self._books.items()}
        self._likely = {
            language: LikelyReader(Classifier(load_weights(FOLDER / language)), book)
            for language, book in self._books.items()
            if is_guessing
        }
        for book in self._books.values():  # all patterns must stand before the first scan
            compiled_items(book)

    def read(self, document: Document, source: Source | None = None) -> tuple[list[Claim], list[Unexplained]]:
        """Find the claims of a document, in the order of their evidence, and what the reader could not explain."""
        passages = read_passages(document, self._books, source)
        of_document = DocumentQualifiers(document, passages)
        found = [claim for passage in passages for claim in self._read_passage(passage, of_document)]
        for joint in find_joints(passages, self._books):
            of_both = self._apply_rules(Qualifiers(joint.passage, of_document))
            alone = {(c.attribute, c.code, c.polarity, c.value_json) for c in found}  # shorter words say it
            found += [
                c for c in of_both
                if joint.is_spanned_by(c) and (c.attribute, c.code, c.polarity, c.value_json) not in alone
            ]  # fmt: skip
        for language, reader in self._likely.items():
            own = [passage for passage in passages if passage.language == language]
            found += list(reader.read(own, found, of_document))
        claims = settle_claims(found)
        return claims, find_unexplained(passages, claims, document)

    def _read_passage(self, passage: Passage, of_document: DocumentQualifiers) -> list[Claim]:
        if passage.is_other_business:
            return []
        qualifiers = Qualifiers(passage, of_document)
        return [*self._apply_rules(qualifiers), *find_items(qualifiers, self._books[passage.language])]

    def _apply_rules(self, qualifiers: Qualifiers) -> list[Claim]:
        passage = qualifiers.passage
        found: list[Claim] = []
        for pattern, compiled in self._rules[passage.language].candidates(passage.hits):
            if compiled.rule.context == "ending" and not passage.is_about_ending:
                continue
            if compiled.heads and not _is_governed(compiled, passage):
                continue
            found += _apply(pattern, compiled, qualifiers)
        return found


def _compile_rules(book: PatternBook) -> list[tuple[Pattern, CompiledRule]]:
    """Compile a language's rules, a pair for each pattern; codes and polarities are checked against the vocabulary."""
    vocabulary = load_vocabulary()
    compiled = []
    for attribute, file in book.lexicon.attributes.items():
        for rule in file.rule:
            if rule.polarity not in vocabulary.code(attribute, rule.code).polarities:
                place = f"{book.lexicon.language}/{attribute}.toml"
                known = f"{rule.code} knows no polarity {rule.polarity!r}"
                raise DeclarationError(f"{place}: {known}; see docs/vocabulary.md")
            unless = book.compile_all(rule.unless)
            bits = reduce(or_, (pattern.rarest_bits for pattern in unless), 0)
            owner = CompiledRule(attribute, rule, unless, book.compile_all(rule.heads), bits)
            compiled += [(pattern, owner) for pattern in book.compile_all(rule.patterns)]
    return compiled


def _is_governed(compiled: CompiledRule, passage: Passage) -> bool:
    """Tell whether what a rule wants over a sentence stands there, or in the sentence where that is enough."""
    if any(head.is_in(passage.governing) for head in compiled.heads):
        return True
    own = Known(passage.text, passage.hits.present)
    return compiled.rule.is_inline and any(head.is_in(own) for head in compiled.heads)


def _apply(pattern: Pattern, compiled: CompiledRule, qualifiers: Qualifiers) -> list[Claim]:
    claims = []
    passage, rule = qualifiers.passage, compiled.rule
    for match in pattern.find_in(passage.shadow, passage.start, passage.end, passage.hits):
        start, end = match.span()
        if start == end or _is_voided(compiled, passage, start, end):
            continue
        values = choose_values(
            compiled.attribute, rule, passage, start, end, qualifiers.document, pattern.source.endswith(">")
        )
        claims += [
            qualifiers.make_claim(
                Statement(compiled.attribute, rule.code, rule.polarity, value, rule.support),
                start, end, rule.channel, rule.applicant, rule.line_type,
            )
            for value in values
        ]  # fmt: skip
    return claims


def _is_voided(compiled: CompiledRule, passage: Passage, start: int, end: int) -> bool:
    """Tell whether words that void a match stand in its clauses."""
    present = passage.hits.present
    if not compiled.unless_bits & (present or -1):
        return False
    able = [pattern.regex for pattern in compiled.unless if pattern.may_match(present)]
    if not able:
        return False
    left, right = passage.clause_around(start, end)
    return any(regex.search(passage.shadow, left, right) for regex in able)
