"""Values: which quantity near a rule's match is the claim's value, in the form of the code's value kind."""

from __future__ import annotations

import re

from parsers.context import Passage
from parsers.lexicon import Rule
from parsers.quantities import Quantity, QuantityKind
from parsers.scope import find_currency
from schemas.claims import Value
from schemas.documents import Document
from schemas.vocabulary import ValueKind, load_vocabulary

_KINDS = {
    ValueKind.DURATION: {QuantityKind.DURATION},
    ValueKind.DURATION_OR_SYMBOL: {QuantityKind.DURATION, QuantityKind.MOMENT},
    ValueKind.MONEY_OR_FORMULA: {QuantityKind.MONEY, QuantityKind.SHARE},
    ValueKind.TEXT: {QuantityKind.NUMBER},
    ValueKind.DATE: {QuantityKind.DATE},
}

# What is due in full where no figure says how much, as in "you pay for the months you have left".
_IN_FULL = {
    ("fee", "termination"): (
        "remaining_charges",
        re.compile(
            r"(?:rest|remainder|balance) of (?:the|your|their|its) (?:\w+ )?(?:contract|term|agreement|months|rental)"
            r"|(?:remaining|outstanding|unexpired) (?:\w+ )?(?:months|charges|rentals?|fees|payments|subscription)"
            r"|months? (?:that )?(?:you|they|i|he|she)(?:'ve| have)?(?: still)? (?:got )?left"
            r"|months? (?:left|to go)(?![a-z])"
            r"|(?:剩余|剩下|余下|未履行|未到期)[^，,。；;]{0,8}(?:月费|月租|费用|套餐费|租金|月份)"
        ),
    ),
    ("fee", "unreturned_equipment"): (
        "device_price",
        re.compile(
            r"(?:full|list|retail|replacement|market) (?:retail |list |replacement )?(?:price|cost|value)"
            r"|(?:price|cost|value) of the (?:\w+ )?(?:device|router|modem|equipment|box|hub)|(?:原价|全价|设备款|照价)"
        ),
    ),
}


def find_share_in_full(attribute: str, code: str, passage: Passage, start: int, end: int) -> Value:
    """Find what a fee without a figure takes all of, by the words at key[start:end]; None where they say nothing."""
    base, words = _IN_FULL.get((attribute, code), (None, None))
    return {"percent": 100, "of": base} if words and words.search(passage.key, start, end) else None


def choose_values(
    attribute: str, rule: Rule, passage: Passage, start: int, end: int, document: Document, is_last: bool = False
) -> list[Value]:
    """Choose the values that a match states: [] where one is required and none stands there, [None] where none is.

    Of several quantities the first counts, or the last where the pattern ends with it (`is_last`).
    """
    if rule.fixed_value is not None:
        value: dict[str, object] = dict(rule.fixed_value)
        if "amount" in value and "currency" not in value:
            value["currency"] = find_currency(document)
        return [value]
    if load_vocabulary().code(attribute, rule.code).value_kind not in _KINDS or rule.value == "none":
        return [None]
    found = find_values(attribute, rule.code, passage, document)
    inside = [value for quantity, value in found if start <= quantity.start and quantity.end <= end]
    values = [value for value in inside if _is_allowed(value, rule)]
    return values[-1:] if is_last and values else values[:1] or ([] if rule.value == "required" else [None])


def find_values(attribute: str, code: str, passage: Passage, document: Document) -> list[tuple[Quantity, Value]]:
    """Find the quantities of a sentence that may be a code's value, each with the value."""
    kinds = _KINDS.get(load_vocabulary().code(attribute, code).value_kind, set())
    found = ((quantity, _finish(quantity, document)) for quantity in passage.quantities if quantity.kind in kinds)
    return [(quantity, value) for quantity, value in found if value is not None]


def _is_allowed(value: Value, rule: Rule) -> bool:
    """Tell whether a rule lets a value that is text pass."""
    if not isinstance(value, str):
        return True
    if rule.values and not any(re.fullmatch(expression, value) for expression in rule.values):
        return False
    return not any(re.fullmatch(expression, value) for expression in rule.not_values)


def _finish(quantity: Quantity, document: Document) -> Value:
    value = quantity.value
    if not isinstance(value, dict):
        return value
    if quantity.kind is QuantityKind.MONEY and value["currency"] is None:
        return value | {"currency": find_currency(document)}
    if quantity.kind is QuantityKind.SHARE and value["of"] is None:
        return None
    return value
