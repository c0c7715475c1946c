"""How the passages behind a change differ, for readers of Chinese and of English."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.passages import diff_passages


def marked(before, after, language=None):
    signs = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(signs[part.kind].format(part.text) for part in diff_passages(before, after, language))


@pytest.mark.parametrize(("before", "after", "language", "wish"), [
    ("押金十五日内退", "押金七日内退回", "zh-Hans", "押金[-十五-]{+七+}日内退{+回+}"),
    ("押金15日內退", "押金7日內退", "zh-Hant", "押金[-15-]{+7+}日內退"),
    ("Give us 30 days' notice.", "Give us 14 days' written notice.", "en",
     "Give us [-30-]{+14+} days'{+ written+} notice."),
    ("a fee applies", "no fees apply", "en", "[-a fee applies-]{+no fees apply+}"),
    ("it costs 1,000 yen", "it costs 1,050 yen", "en", "it costs [-1,000-]{+1,050+} yen"),
    ("所有号码", "所有的号码", None, "所有{+的+}号码"),
    ("whole words", "whole wordings", "und", "whole [-words-]{+wordings+}"),
    ("same", "same", "en", "same"),
    ("", "now there", "en", "{+now there+}"),
    ("gone", "", "en", "[-gone-]"),
    ("", "", "en", ""),
])  # fmt: skip
def test_what_differs_is_marked_in_the_language_s_own_steps(before, after, language, wish):
    assert marked(before, after, language) == wish


TEXTS = st.text(alphabet="ab 12.,'’退还款\n", max_size=40)


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS, st.sampled_from(["en", "zh-Hans", None]))
def test_both_passages_can_be_put_together_from_the_segments(before, after, language):
    segments = diff_passages(before, after, language)
    assert "".join(part.text for part in segments if part.kind != "new") == before
    assert "".join(part.text for part in segments if part.kind != "gone") == after
    assert all(part.text for part in segments)
    assert all(left.kind != right.kind for left, right in pairwise(segments))


def test_a_hostile_length_takes_no_quadratic_time():
    began = time.process_time()
    segments = diff_passages("甲乙" * 100_000, "乙丙" * 100_000, "zh")
    assert [part.kind for part in segments] == ["gone", "new"]
    assert time.process_time() - began < 5


def ask(sample_run, *arguments):
    places = {"LINEWATCH_DATA": str(sample_run.settings.data.parent)}
    result = CliRunner().invoke(app, [*arguments, "--sample"], env=places)
    assert result.exit_code == 0, result.output
    return result.output


def test_changes_show_the_passages_behind_them(sample_run):
    shown = ask(sample_run, "changes", "--diff", "--carrier", "gb-ee")
    assert "[-30-]{+14+} days' notice" in shown
    assert "cn-mobile" not in shown


def test_a_statement_that_went_is_shown_beside_what_stands_there_now(sample_run):
    records = json.loads(ask(sample_run, "changes", "--diff", "--format", "json"))
    (removed,) = [record for record in records if record["code"] == "service_password"]
    kinds = {segment["kind"] for passage in removed["passages"] for segment in passage}
    assert removed["kind"] == "removed"
    assert "gone" in kinds
    assert all(record["passages"] for record in records)


def test_the_grounds_of_a_cell_end_with_its_changes_and_no_others(sample_run):
    shown = ask(sample_run, "explain", "cn-mobile", "CN", "timing.refund")
    assert "[-15-]{+7+}个工作日内退" in shown
    assert shown.count("cn-mobile/leaving | ") == 1
