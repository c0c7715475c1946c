from parsers.document import read_text
from parsers.proposals import ground_proposals

_DOCUMENT = read_text("To leave, give us 30 days' notice. We charge £10 for the paperwork.")


def test_only_what_stands_in_the_text_and_the_vocabulary_survives() -> None:
    grounding = ground_proposals(
        [
            {
                "attribute": "notice",
                "code": "period",
                "polarity": "required",
                "quote": "30 days' notice",
                "value": {"amount": 30, "unit": "day"},
            },
            {"attribute": "notice", "code": "period", "polarity": "required", "quote": "60 days' notice"},
            {"attribute": "notice", "code": "mood", "polarity": "required", "quote": "notice"},
            {
                "attribute": "fee",
                "code": "processing",
                "polarity": "charged",
                "quote": "charge £10",
                "value": {"amount": 99, "currency": "GBP"},
            },
            {"attribute": "fee", "code": "processing"},
            "no record",  # type: ignore[list-item]
        ],
        _DOCUMENT,
    )
    assert [(c.attribute, c.evidence.quote) for c in grounding.claims] == [("notice", "30 days' notice")]
    assert grounding.dropped == {"not_in_text": 1, "unknown_statement": 1, "bad_value": 1, "malformed": 2}


def test_what_the_rules_read_already_is_not_read_twice() -> None:
    proposal = {"attribute": "notice", "code": "period", "polarity": "required", "quote": "30 days' notice"}
    first = ground_proposals([proposal], _DOCUMENT)
    assert ground_proposals([proposal], _DOCUMENT, first.claims).dropped == {"known": 1}
