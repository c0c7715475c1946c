"""The matrix for people: what stands in it, and how it fits where it is shown."""

from __future__ import annotations

import io
from typing import Any

import pytest

from pipelines.asking import Rows
from pipelines.matrix import make_matrix, print_matrix, write_matrix_markdown

BASE = {
    "carrier_id": "xx-one", "carrier_name": "One", "carrier_local_name": "甲",
    "region_id": "XX", "region_en": "Exland", "region_zh": "某国",
    "attribute_en": "Channel", "attribute_zh": "渠道", "code_en": "App", "code_zh": "APP", "position": 1,
    "basis": "stated", "basis_en": "stated", "basis_zh": "明示", "policy_en": "available", "policy_zh": "可以",
    "is_conflicting": False, "is_self_contradicting": False, "is_last_seen": False,
}  # fmt: skip


def comparison(*cells: dict[str, Any]) -> Rows:
    return Rows(list(BASE), [tuple((BASE | cell).values()) for cell in cells])


def shown(rows: Rows, language: str = "en") -> str:
    out = io.StringIO()
    print_matrix(make_matrix(rows, language), "Title", out)
    return out.getvalue()


def silent(**cell: Any) -> dict[str, Any]:
    return {"basis": "not_stated", "policy_en": "not stated", "policy_zh": "未提及", **cell}


def test_lines_on_which_all_are_silent_are_left_out_unless_asked_for() -> None:
    rows = comparison({}, silent(position=2, code_en="Phone"))
    assert "Phone" not in shown(rows)
    lines = make_matrix(rows, "en", has_silent_lines=True).lines
    assert [code for _, code, _ in lines] == ["App", "Phone"]


def test_a_cell_says_on_what_it_rests_and_what_is_against_it() -> None:
    text = shown(comparison({"basis": "reported", "basis_en": "only reported", "is_conflicting": True}))
    assert "available (only reported) !" in text
    assert "! contradicted by another source" in text
    assert "†" not in text


def test_a_part_of_a_country_is_named_in_the_head() -> None:
    matrix = make_matrix(comparison({}, {"region_id": "XX-A", "region_en": "Ahill"}), "en")
    assert matrix.heads == ["One", "One Ahill"]


def test_both_languages_have_their_own_words() -> None:
    text = shown(comparison({}), "zh")
    assert "甲" in text
    assert "可以" in text


def test_a_narrow_terminal_gets_tables_below_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("FORCE_COLOR", "1")
    rows = comparison(*({"carrier_id": f"xx-{name}", "carrier_name": name} for name in ("Alpha", "Beta", "Gamma")))
    text = shown(rows)
    assert text.count("Title") == 2
    assert "\x1b[" in text


def test_markdown_cells_cannot_break_the_table() -> None:
    out = io.StringIO()
    write_matrix_markdown(make_matrix(comparison({"policy_en": "a|b\nc"}), "en"), "Title", out)
    assert "a\\|b c" in out.getvalue()
