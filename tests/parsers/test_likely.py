"""What the classifier reads where the rules are silent, and where it must be silent too."""

from __future__ import annotations

import pytest

from parsers.claims import ClaimReader
from parsers.classifier import Classifier, load_weights
from parsers.grams import find_grams
from parsers.lexicon import FOLDER, load_lexicons
from parsers.read import extract_text
from schemas.claims import Claim
from schemas.errors import DeclarationError

RULES = ClaimReader(load_lexicons(), is_guessing=False)


def likely(text: str) -> list[Claim]:
    """The claims that are read beside those of the rules alone."""
    extraction = extract_text(text)
    for claim in extraction.claims:
        assert text[claim.evidence.start : claim.evidence.end] == claim.evidence.quote
    alone, _ = RULES.read(extraction.document)
    return [claim for claim in extraction.claims if claim not in alone]


def statements(claims: list[Claim]) -> set[str]:
    return {f"{claim.attribute}.{claim.code} {claim.polarity}" for claim in claims}


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("销户须知\n绑定的银行、支付类账号请事先改绑到新号。", "precondition.accounts_unbound recommended"),
        ("销户须知\n办好后柜员会给一张回执，建议妥善留存。", "precondition.keep_receipt recommended"),
        ("Cancelling\nWe pay anything left over by cheque to the address on file.", "refund_method.cheque available"),
    ],
)
def test_wordings_that_no_rule_knows_are_read_with_their_words(text: str, statement: str) -> None:
    assert statement in statements(likely(text))


def test_what_a_rule_read_in_a_sentence_stands_alone() -> None:
    text = "Cancelling\nYou can cancel by phone."
    assert [c for c in likely(text) if (c.attribute, c.code) == ("channel", "phone")] == []


def test_a_text_on_another_matter_gives_nothing() -> None:
    assert likely("The kettle is on the shelf.\nTea takes five minutes, and milk is free.") == []


def test_a_duration_is_the_value_and_without_one_nothing_is_read() -> None:
    for claim in likely("销户须知\n号码销了以后，公司会把它封存大约九十天，然后才给别人。"):
        if claim.attribute == "timing":
            assert claim.value == {"amount": 90, "unit": "day"}


def test_judging_does_not_depend_on_the_company_or_the_order_of_grams() -> None:
    classifier = Classifier(load_weights(FOLDER / "en"))
    descriptions = [
        {"text": find_grams(text, "en"), "classes": ()}
        for text in ("you must give thirty days notice", "bring the passport", "", "!!")
    ]
    together = classifier.judge(descriptions, 0.01)
    assert together == [classifier.judge([description], 0.01)[0] for description in descriptions]
    turned = {"classes": (), "text": sorted(descriptions[0]["text"], reverse=True)}
    assert classifier.judge([turned], 0.01)[0] == together[0]


def test_missing_weights_say_what_writes_them(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DeclarationError, match="linewatch lexicon train"):
        load_weights(tmp_path)


def test_another_lexicon_is_read_with_the_same_weights() -> None:
    text = "Cancelling\nYou can cancel by phone."
    claims, _ = ClaimReader(load_lexicons()).read(extract_text(text).document)
    assert claims == list(extract_text(text).claims)
