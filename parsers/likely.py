"""Likely claims: what the classifier reads in a sentence where the rules were silent.

It names statements; here they get their words, the clause that speaks most for them, and their value, the quantity of
the right kind in that clause or nearest to it.
"""

from __future__ import annotations

import bisect
from collections.abc import Collection, Iterator, Mapping, Sequence

from parsers.classifier import Classifier
from parsers.context import Passage
from parsers.grams import describe_passage, find_grams
from parsers.patterns import PatternBook
from parsers.qualifiers import DocumentQualifiers, Qualifiers
from parsers.qualifiers import Statement as Said
from parsers.quantities import Quantity
from parsers.values import find_share_in_full, find_values
from schemas.claims import Claim, Value
from schemas.vocabulary import Statement, ValueKind, load_vocabulary

_Code = tuple[str, str]  # attribute, code

_LEAST = 0.4  # likelihood from which a statement is read
_LEAST_OF_KNOWN = 0.5  # the same, where the rules read its code elsewhere in the document
_LEAST_OF_UNNAMED = 0.85  # the same, where its code has words of its own and the sentence none of them
_SUPPORT = (0.5, 0.9)  # of the least and of the most likely
_CONTACT_WORDS = frozenset({"hotline_words", "complain_words"})
_SAYS_VALUE = ("stated", "required", "charged", "possible")
_NEEDS_VALUE = (ValueKind.DURATION, ValueKind.DURATION_OR_SYMBOL, ValueKind.DATE)


class LikelyReader:
    """Reads what the sentences of one language are likely to state beside what the rules read in them."""

    def __init__(self, classifier: Classifier, book: PatternBook) -> None:
        self._classifier = classifier
        self._book = book

    def read(
        self, passages: Sequence[Passage], known: Sequence[Claim], of_document: DocumentQualifiers
    ) -> Iterator[Claim]:
        """Find the likely claims of a document, of which the rules read those `known`.

        The rules' word stands: what they say in a sentence of a code is all that is read of it there, and of one code
        in one sentence the likeliest polarity.
        """
        able = [p for p in passages if p.is_about_ending and not p.is_other_business and not p.is_heading]
        descriptions = [describe_passage(passage, self._book) for passage in able]
        judged = self._classifier.judge(descriptions, _LEAST)
        places = sorted((claim.evidence.start, claim.attribute, claim.code) for claim in known)
        everywhere = {(attribute, code) for _, attribute, code in places}
        for passage, description, likely in zip(able, descriptions, judged, strict=True):
            if likely:
                first, last = (bisect.bisect(places, (at,)) for at in (passage.start, passage.end))
                read = {(attribute, code) for _, attribute, code in places[first:last]}
                qualifiers = Qualifiers(passage, of_document)
                yield from self._read_one(likely, description["classes"], qualifiers, read, everywhere)

    def _read_one(
        self, likely: Mapping[Statement, float], classes: Collection[str], qualifiers: Qualifiers, read: set[_Code],
        everywhere: set[_Code],
    ) -> Iterator[Claim]:  # fmt: skip
        for statement, likelihood in sorted(likely.items(), key=lambda pair: (-pair[1], pair[0])):
            code = statement.attribute, statement.code
            least = _LEAST_OF_KNOWN if code in everywhere else _LEAST
            if code in read or likelihood < (_LEAST_OF_UNNAMED if self._is_unnamed(code, classes) else least):
                continue
            if statement.attribute == "contact" and _CONTACT_WORDS.isdisjoint(classes):
                continue  # a number is none to call
            claim = self._make_claim(statement, likelihood, qualifiers)
            if claim is not None:
                read.add(code)
                yield claim

    def _is_unnamed(self, code: _Code, classes: Collection[str]) -> bool:
        """Tell whether a code has words of its own, by its name in the lexicon, and none stands in the sentence."""
        own = {".".join(code), code[1]} & self._book.lexicon.classes.keys()
        return bool(own) and own.isdisjoint(classes)

    def _make_claim(self, statement: Statement, likelihood: float, qualifiers: Qualifiers) -> Claim | None:
        passage = qualifiers.passage
        clauses = passage.clauses()
        if not clauses:
            return None
        grams = [{"text": find_grams(passage.shadow[start:end], passage.language)} for start, end in clauses]
        rated = self._classifier.rate(grams, statement)
        start, end = clauses[rated.index(max(rated))]
        value: Value = None
        if statement.polarity in _SAYS_VALUE:
            kind = load_vocabulary().code(statement.attribute, statement.code).value_kind
            values = find_values(statement.attribute, statement.code, passage, qualifiers.document)
            if kind is ValueKind.DATE:  # one elsewhere in the sentence dates something else
                values = [(quantity, date) for quantity, date in values if not _distance(quantity, start, end)]
            if values:
                quantity, value = min(values, key=lambda pair: (_distance(pair[0], start, end), pair[0].start))
                start, end = min(start, quantity.start), max(end, quantity.end)
            elif kind in _NEEDS_VALUE or statement.attribute == "contact":
                return None
            else:
                value = find_share_in_full(statement.attribute, statement.code, passage, passage.start, passage.end)
        least, most = _SUPPORT
        says = Said(*statement, value, least + (most - least) * likelihood)
        return qualifiers.make_claim(says, start, end, None, None, None)


def _distance(quantity: Quantity, start: int, end: int) -> int:
    return max(0, start - quantity.start, quantity.end - end)
