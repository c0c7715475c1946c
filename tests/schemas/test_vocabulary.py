"""The vocabulary is closed, labelled in two languages and consistent with itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from schemas.errors import DeclarationError, UnknownNameError
from schemas.vocabulary import VOCABULARY_FILE, Statement, ValueKind, load_vocabulary, read_vocabulary

GOLD = Path(__file__).parents[3] / "shared" / "gold" / "vocabulary.yaml"
VOCABULARY = load_vocabulary()


def write_changed(folder: Path, old: str, new: str) -> tuple[Path, int]:
    """Write the vocabulary with one change; return the file and the line of the change."""
    text = VOCABULARY_FILE.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = folder / "vocabulary.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path, text[: text.index(old)].count("\n") + 1


@pytest.mark.skipif(not GOLD.exists(), reason="the measuring data is not beside the project")
def test_it_holds_every_word_of_the_measured_core() -> None:
    for attribute, declared in yaml.safe_load(GOLD.read_text(encoding="utf-8")).items():
        kinds = declared.get("value") or {}
        for name in declared["codes"]:
            code = VOCABULARY.code(attribute, name)
            assert set(code.polarities) == set(declared["polarity"])
            assert code.value_kind == (kinds.get(name) or kinds.get("*") or "none")


def test_every_code_has_labels_and_a_meaning_of_one_line() -> None:
    for code in VOCABULARY.codes.values():
        for words in (code.label_zh, code.label_en, code.meaning, code.meaning_zh):
            assert words.strip() and "\n" not in words
        assert code.meaning.endswith(".") and code.meaning_zh.endswith("。")
        assert code.label_en.isascii() and not code.meaning_zh.isascii()


def test_labels_of_one_attribute_are_distinct() -> None:
    for attribute in VOCABULARY.attributes:
        codes = VOCABULARY.codes_of(attribute)
        assert len({code.label_zh for code in codes}) == len({code.label_en for code in codes}) == len(codes)


def test_a_code_takes_from_its_attribute_what_it_does_not_say() -> None:
    store, decline = VOCABULARY.code("channel", "store"), VOCABULARY.code("fee", "termination_decline")
    assert store.key == "channel.store"
    assert store.polarities == ("available", "unavailable", "only")
    assert store.value_kind is ValueKind.NONE and store.lower_is_better is None and not store.is_many_valued
    assert decline.polarities == ("stated",)
    assert decline.exclusive == () and decline.better == ()
    assert decline.value_kind is ValueKind.MONEY_OR_FORMULA and decline.lower_is_better is False
    assert VOCABULARY.code("precondition", "min_tenure").value_kind is ValueKind.DURATION
    assert VOCABULARY.code("fee", "termination").is_many_valued


def test_direction_for_the_customer_is_declared() -> None:
    assert VOCABULARY.code("fee", "termination").better == ("waived", "possible", "charged")
    assert VOCABULARY.code("document", "sim_card").better[0] == "not_required"
    assert VOCABULARY.code("timing", "processing").lower_is_better is True
    assert VOCABULARY.code("auto_cancellation", "arrears").lower_is_better is False
    assert VOCABULARY.code("contact", "hotline").lower_is_better is None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("channel", "app", "available"), ("channel", "app", "unavailable")),
        (("channel", "store", "only"), ("channel", "store", "unavailable")),
        (("channel", "store", "only"), ("channel", "app", "available")),
        (("channel", "store", "only"), ("channel", "app", "only")),
        (("document", "sim_card", "required"), ("document", "sim_card", "not_required")),
        (("agent", "proxy", "allowed"), ("agent", "proxy", "not_allowed")),
        (("refund", "balance", "refundable"), ("refund", "balance", "not_refundable")),
        (("fee", "termination", "charged"), ("fee", "termination", "waived")),
        (("location", "home_region", "required"), ("location", "nationwide", "allowed")),
        (("location", "nationwide", "allowed"), ("location", "nationwide", "not_allowed")),
        (("refund_method", "cash", "only"), ("refund_method", "cheque", "available")),
    ],
)
def test_statements_that_cannot_both_hold_exclude_each_other(
    left: tuple[str, str, str], right: tuple[str, str, str]
) -> None:
    assert VOCABULARY.is_excluded(left, right) and VOCABULARY.is_excluded(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("channel", "store", "only"), ("channel", "store", "available")),
        (("channel", "store", "available"), ("channel", "app", "available")),
        (("channel", "store", "only"), ("channel", "app", "unavailable")),
        (("fee", "termination", "possible"), ("fee", "termination", "charged")),
        (("location", "home_region", "required"), ("location", "nationwide", "not_allowed")),
        (("document", "id_copy", "accepted"), ("document", "id_copy", "not_required")),
    ],
)
def test_statements_that_can_stand_together_do_not(left: tuple[str, str, str], right: tuple[str, str, str]) -> None:
    assert not VOCABULARY.is_excluded(left, right) and not VOCABULARY.is_excluded(right, left)


def test_exclusions_are_written_out_once_each_between_declared_words() -> None:
    assert len({frozenset(pair) for pair in VOCABULARY.exclusions}) == len(VOCABULARY.exclusions)
    for left, right in VOCABULARY.exclusions:
        assert left != right
        for statement in (left, right):
            assert isinstance(statement, Statement)
            assert statement.polarity in VOCABULARY.code(statement.attribute, statement.code).polarities


def test_units_count_as_the_days_that_comparable_columns_name() -> None:
    days = {name: word.days for name, word in VOCABULARY.units.items()}
    assert days == {
        "minute": 1 / 1440, "hour": 1 / 24, "day": 1, "working_day": 1.4, "week": 7, "month": 30, "year": 365,
    }


def test_words_of_values_and_qualifiers_are_declared() -> None:
    assert set(VOCABULARY.symbols) == {"immediate", "next_day", "next_month", "month_end", "billing_cycle_end"}
    assert set(VOCABULARY.pers) == {"day", "month", "year", "remaining_month"}
    assert set(VOCABULARY.ofs) == {"remaining_charges", "monthly_fee", "discounts_received", "device_price"}
    assert set(VOCABULARY.applicants) == {"self", "agent", "corporate", "estate"}
    assert set(VOCABULARY.line_types) == {"prepaid", "postpaid", "contract", "sim_only", "esim", "secondary"}
    assert {p for code in VOCABULARY.codes.values() for p in code.polarities} == set(VOCABULARY.polarities)


def test_an_unknown_word_brings_the_close_ones() -> None:
    with pytest.raises(UnknownNameError, match=r'^no attribute "chanel" is declared; did you mean "channel"\?$'):
        VOCABULARY.code("chanel", "store")
    with pytest.raises(UnknownNameError, match=r'^no code of channel "stor" is declared; did you mean "store"\?$'):
        VOCABULARY.code("channel", "stor")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('meaning = "By e-mail."', 'meanig = "By e-mail."', 'unknown key "meanig"; did you mean "meaning" or'),
        ('value_kind = "date"', 'value_kind = "day"', "value_kind is 'day'; use one of: 'none', 'duration', "),
        (
            'better = ["waived", "possible", "charged"]',
            'better = ["waved", "possible", "charged"]',
            'unknown polarity "waved" in better; did you mean "waived"?',
        ),
        (
            'left = "location.nationwide allowed"\nright = "location.home_region not_allowed"',
            'left = "location.everywhere allowed"\nright = "location.home_region not_allowed"',
            '"location.everywhere allowed" names nothing in this vocabulary; write "attribute.code polarity" with',
        ),
        (
            'polarities = ["charged", "possible", "waived"]',
            'polarities = ["charged", "possible", "waived", "halved"]',
            'unknown polarity "halved" in polarities; did you mean "waived"',
        ),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    path, line = write_changed(tmp_path, old, new)
    with pytest.raises(DeclarationError) as caught:
        read_vocabulary(path)
    told = str(caught.value).splitlines()
    assert any(error.startswith(f"{path}:{line}: {message}") for error in told), told


def test_a_missing_key_is_told_at_its_table(tmp_path: Path) -> None:
    table = "[attribute.channel.code.kiosk]\n"
    path, line = write_changed(tmp_path, f'{table}label_zh = "自助终端"\n', table)
    with pytest.raises(DeclarationError) as caught:
        read_vocabulary(path)
    assert str(caught.value) == f'{path}:{line}: "label_zh" is missing; add it'
