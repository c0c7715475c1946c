"""The criteria of ease name declared statements, and say where they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.ease import load_ease, read_ease
from schemas.errors import DeclarationError

CRITERION = """[criterion.refunds]
label_zh = "退款"
label_en = "Refunds"
weight = 10
fold = "worst"
points = { "refund.balance refundable" = 1 }
"""


def read(folder: Path, text: str):
    path = folder / "ease.toml"
    path.write_text(text, encoding="utf-8")
    return read_ease(path)


def test_the_weights_make_a_hundred() -> None:
    assert sum(criterion.weight for criterion in load_ease().criterion.values()) == 100


def test_every_criterion_has_something_to_measure() -> None:
    assert all(criterion.points or criterion.days for criterion in load_ease().criterion.values())


@pytest.mark.parametrize(("given", "instead", "told"), [
    ("refund.balance", "refund.balances", "refund.balance"),
    ("refundable", "returnable", "refundable"),
    ("= 1 }", "= 2 }", "less than or equal to 1"),
    ('"worst"', '"middle"', "'best' or 'worst'"),
    ("weight = 10", "weight = 0", "greater than 0"),
])  # fmt: skip
def test_a_fault_is_told_with_its_line(tmp_path: Path, given: str, instead: str, told: str) -> None:
    with pytest.raises(DeclarationError, match=r"ease\.toml:\d+: ") as caught:
        read(tmp_path, CRITERION.replace(given, instead))
    assert told in str(caught.value)
