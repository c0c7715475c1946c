"""The page for people says everything that the vocabulary declares."""

from __future__ import annotations

from schemas.vocabulary import load_vocabulary
from schemas.vocabulary_page import write_vocabulary_page

VOCABULARY = load_vocabulary()
PAGE = write_vocabulary_page(VOCABULARY)


def test_it_names_every_attribute_and_code_with_both_labels() -> None:
    for attribute in VOCABULARY.attributes.values():
        assert f"## `{attribute.name}`: {attribute.label_en}, {attribute.label_zh}\n" in PAGE
    for code in VOCABULARY.codes.values():
        assert f"| `{code.code}` | {code.label_zh} | {code.label_en} | {code.meaning} {code.meaning_zh} |" in PAGE


def test_it_says_order_value_and_number_of_a_code() -> None:
    row = next(line for line in PAGE.splitlines() if line.startswith("| `termination` |"))
    assert row.endswith("| waived, possible, charged | money or formula | lower | yes |")
    row = next(line for line in PAGE.splitlines() if line.startswith("| `code_validity` |"))
    assert row.endswith("| available, unavailable; stated | duration | higher |  |")


def test_it_says_what_cannot_hold_together() -> None:
    assert "Cannot both hold of one code: available and unavailable; only and unavailable." in PAGE
    assert "| `location.home_region required` | `location.nationwide allowed` |" in PAGE


def test_its_tables_are_whole_and_its_bytes_are_stable() -> None:
    heights = [line.count("|") for line in PAGE.splitlines() if line.startswith("|")]
    assert set(heights) == {9, 3, 6}
    assert write_vocabulary_page(VOCABULARY) == PAGE and PAGE.endswith("|\n")
