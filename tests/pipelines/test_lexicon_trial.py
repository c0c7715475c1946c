"""Trying a word, and the audit of what was not understood."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parsers.lexicon import load_lexicons
from pipelines.lexicon_trial import add_word, compare_readings, find_words
from schemas.captures import Capture
from schemas.errors import UnknownNameError
from schemas.sources import Source
from tests.pipelines.conftest import SampleRun
from tests.pipelines.test_cli import ask, records, run

_SOURCE = Source(name="page", url="https://forum.example/page", publisher="community-forum")
_CAPTURE = Capture(_SOURCE.id, "https://forum.example/page", datetime(2026, 7, 1, tzinfo=UTC), "crawl", status=200)
_BODY = """<html><head><meta charset="utf-8"><title>销户须知</title></head><body><h1>销户须知</h1>
<p>注销号码请携带身份证原件到营业厅办理，销户前须结清欠费。</p><p>销户时须携带电话小片。</p></body></html>""".encode()


def test_a_new_word_brings_the_claim_that_it_makes() -> None:
    [difference] = compare_readings([(_BODY, _CAPTURE, _SOURCE)], add_word("zh", "document.sim_card", "电话小片"))
    assert (difference.sign, difference.claim.attribute, difference.claim.code) == ("+", "document", "sim_card")


def test_a_word_that_the_class_has_changes_nothing() -> None:
    known = find_words("zh", "balance")[0]
    assert list(compare_readings([(_BODY, _CAPTURE, _SOURCE)], add_word("zh", "balance", known))) == []


def test_trying_leaves_the_lexicon_as_it_is() -> None:
    add_word("zh", "balance", "卡里的银子")
    assert "卡里的银子" not in load_lexicons()["zh"].classes["balance"]


@pytest.mark.parametrize(("language", "name"), [("fr", "balance"), ("zh", "balanse")])
def test_an_unknown_language_or_class_is_told(language: str, name: str) -> None:
    with pytest.raises(UnknownNameError, match=r"use one of|did you mean"):
        add_word(language, name, "词")


def test_the_command_shows_what_would_change_over_the_archive(sample_run: SampleRun) -> None:
    tried = ask(sample_run, "lexicon", "try", "en", "balance", "widgets")
    assert tried.exit_code == 0, tried.output
    assert "0 claims would change in" in tried.stderr
    assert "balance\t" in run("lexicon", "show", "en").stdout
    assert "credit" in run("lexicon", "show", "en", "balance").stdout.splitlines()


def test_the_audit_lists_what_was_not_understood_of_one_publisher(sample_run: SampleRun) -> None:
    rows = records(ask(sample_run, "audit", "--support", "1.1", "-f", "json", "--source", "cn-mobile"))
    assert {row["source"].partition("/")[0] for row in rows} == {"cn-mobile"}
    assert "low support" in {row["what"] for row in rows}
