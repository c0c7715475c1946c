"""The seat for another extractor, a language model say: it proposes claims, the grounding check here decides.

Off unless a run asks for it. Fetching the proposals (a server, a prompt, a time limit) is not parsers' business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from parsers.keys import fold_key
from parsers.quantities import find_quantities
from schemas.claims import Claim, Evidence
from schemas.documents import Document
from schemas.errors import UnknownNameError
from schemas.vocabulary import ValueKind, Vocabulary, load_vocabulary

_QUALIFIERS = ("channel", "applicant", "line_type")


class Proposer(Protocol):
    """Anything that proposes claims for a document.

    A proposal is a record with attribute, code, polarity, quote and, where stated, value and qualifiers, as
    `linewatch extract` writes them; positions are not asked for.
    """

    def propose(self, document: Document) -> Sequence[Mapping[str, Any]]:
        """Return the proposals for one document; raises LinewatchError where there can be none."""
        ...


@dataclass(slots=True)
class Grounding:
    """What became of some proposals: the claims that stand, and how many fell for which reason."""

    claims: list[Claim] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


def ground_proposals(
    proposals: Sequence[Mapping[str, Any]], document: Document, known: Sequence[Claim] = ()
) -> Grounding:
    """Keep of some proposals those whose words stand in the document and whose statement the vocabulary knows.

    Reasons for dropping: `malformed`, `unknown_statement`, `not_in_text`, `bad_value`, `known` (the rules read it too).
    """
    grounding, vocabulary = Grounding(), load_vocabulary()
    seen = {(c.attribute, c.code, c.polarity, c.value_json) for c in known}
    for proposal in proposals:
        claim = _ground(proposal, document, vocabulary)
        if isinstance(claim, str):
            grounding.dropped[claim] += 1
            continue
        statement = (claim.attribute, claim.code, claim.polarity, claim.value_json)
        if statement in seen:
            grounding.dropped["known"] += 1
            continue
        seen.add(statement)
        grounding.claims.append(claim)
    return grounding


def _ground(proposal: object, document: Document, vocabulary: Vocabulary) -> Claim | str:
    if not isinstance(proposal, Mapping):
        return "malformed"
    fields = [proposal.get(name) for name in ("attribute", "code", "polarity", "quote")]
    if not all(isinstance(text, str) and text for text in fields):
        return "malformed"
    attribute, code, polarity, quote = (str(text) for text in fields)
    try:
        declared = vocabulary.code(attribute, code)
    except UnknownNameError:
        return "unknown_statement"
    if polarity not in declared.polarities:
        return "unknown_statement"
    start = document.text.find(quote)
    if start < 0:
        return "not_in_text"
    value = proposal.get("value")
    if not _fits(value, declared.value_kind, quote):
        return "bad_value"
    qualifiers = {name: proposal[name] for name in _QUALIFIERS if isinstance(proposal.get(name), str)}
    evidence = Evidence(start, start + len(quote), quote)
    return Claim(attribute, code, polarity, value, evidence, support=0.4, **qualifiers)


def _fits(value: Any, kind: ValueKind, quote: str) -> bool:
    """Tell whether a value has the form of its kind, and its number stands in the quote."""
    if value is None:
        return True
    if kind in (ValueKind.TEXT, ValueKind.DATE):
        return isinstance(value, str)
    if kind is ValueKind.NONE or not isinstance(value, dict):
        return False
    if kind is ValueKind.MONEY_OR_FORMULA:
        has_form = {"amount", "currency"} <= value.keys() or {"percent", "of"} <= value.keys()
    else:
        has_form = {"amount", "unit"} <= value.keys() or (kind is ValueKind.DURATION_OR_SYMBOL and "symbol" in value)
    return has_form and _is_in_words(value, quote)


def _is_in_words(value: dict[str, Any], quote: str) -> bool:
    number = value.get("amount", value.get("percent"))
    if number is None:
        return True
    read = [q.value for q in find_quantities(fold_key(quote)) if isinstance(q.value, dict)]
    return any(number in (r.get("amount"), r.get("percent"), r.get("amount_max")) for r in read)
