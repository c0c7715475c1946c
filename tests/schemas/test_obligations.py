"""The ledger of obligations names what is declared, and says where it does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from schemas.errors import DeclarationError
from schemas.obligations import load_obligations, read_obligations
from schemas.registry import load_registry

ENTRY = """[cn-miit.rule]
title_zh = "规定"
title_en = "Rule"
meaning_zh = "规定。"
meaning_en = "A rule."
country = "CN"
holds_from = 2019-01-01
citation = "A rule"
source = "https://www.example.org/"
satisfied_by = ["location.nationwide allowed"]
violated_by = []
"""


def read(folder: Path, text: str):
    path = folder / "obligations.toml"
    path.write_text(text, encoding="utf-8")
    return read_obligations(path)


def test_every_regulator_of_the_ledger_is_a_declared_publisher_of_that_tier_and_country() -> None:
    publishers = load_registry(Path(__file__).parents[2] / "sources").publishers
    for obligation in load_obligations():
        regulator = publishers[obligation.regulator]
        assert (regulator.tier.value, regulator.country) == ("regulator", obligation.country)


def test_rules_hold_from_their_days() -> None:
    days = {obligation.id: obligation.holds_from for obligation in load_obligations()}
    assert days["cn-miit/cross-region-cancellation"] == date(2019, 1, 1)
    assert days["cn-miit/number-portability"] == date(2019, 12, 1)
    assert days["gb-ofcom/text-to-switch"] == date(2019, 7, 1)


def test_no_statement_both_keeps_and_breaks_a_rule() -> None:
    for obligation in load_obligations():
        assert not set(obligation.satisfied_by) & set(obligation.violated_by)


def test_a_value_is_kept_in_its_canonical_form(tmp_path: Path) -> None:
    side = """satisfied_by = ['switching.code_validity stated {"unit": "day", "amount": 30.0}']"""
    [rule] = read(tmp_path, ENTRY.replace('satisfied_by = ["location.nationwide allowed"]', side))
    assert rule.satisfied_by[0].value == '{"amount":30,"unit":"day"}'


@pytest.mark.parametrize(("given", "instead", "told"), [
    ("location.nationwide allowed", "location.nationwide", "is no statement"),
    ("location.nationwide allowed", "location.nationwide charged", "allowed"),
    ("location.nationwide allowed", "location.worldwide allowed", "no code of location"),
    ("violated_by", "broken_by", "broken_by"),
    ('country = "CN"', 'country = "CN"\ncarriers = ["cn-mobil"]', "cn-mobile"),
    ('title_en = "Rule"\n', "", '"title_en" is missing'),
])  # fmt: skip
def test_a_fault_is_told_with_its_line_and_remedy(tmp_path: Path, given: str, instead: str, told: str) -> None:
    with pytest.raises(DeclarationError, match=r"obligations\.toml:\d+: ") as caught:
        read(tmp_path, ENTRY.replace(given, instead))
    assert told in str(caught.value)
