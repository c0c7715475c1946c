"""Values that stand in the sentence after the one that says what they are."""

import pytest

from parsers.read import extract_text


def values(text: str) -> dict[str, str | None]:
    extraction = extract_text(text)
    for claim in extraction.claims:
        assert text[claim.evidence.start : claim.evidence.end] == claim.evidence.quote
    return {f"{c.attribute}.{c.code}": c.value_json for c in extraction.claims}


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("销户须知\n办理销户须缴纳手续费。该费用为20元。", "fee.processing", '{"amount":20,"currency":"CNY"}'),
        ("合约期内销户须支付违约金。金额为剩余月费的30%。", "fee.termination",
         '{"of":"remaining_charges","percent":30}'),
        ("销户后余额可以退还。时限为7个工作日。", "timing.refund", '{"amount":7,"unit":"working_day"}'),
        ("終止服務須繳付行政費。該費用為港幣50元。", "fee.processing", '{"amount":50,"currency":"HKD"}'),
        ("You must pay an early termination fee if you cancel early. It is £50.", "fee.termination",
         '{"amount":50,"currency":"GBP"}'),
    ],
)  # fmt: skip
def test_a_sentence_that_goes_on_gives_its_value_to_the_one_before(text: str, code: str, value: str) -> None:
    assert values(text)[code] == value


def test_a_sentence_that_speaks_of_something_else_gives_no_value() -> None:
    assert set(values("办理销户须缴纳手续费。补卡费用为20元。").values()) == {None}


def test_what_one_sentence_says_alone_keeps_its_short_evidence() -> None:
    [claim] = [c for c in extract_text("We ask for notice before you cancel. It is 30 days' notice.").claims if c.value]
    assert claim.evidence.quote == "30 days' notice"
