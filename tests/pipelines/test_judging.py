"""What contradicts what, and what is covered at all, by the command line."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from pipelines.cli import app


def ask(sample_run, *arguments, code=0):
    places = {"LINEWATCH_DATA": str(sample_run.settings.data.parent)}
    result = CliRunner().invoke(app, [*arguments, "--sample"], env=places)
    assert result.exit_code == code, result.output
    return result.stdout


def test_conflicts_show_both_sides_with_words_tier_and_day(sample_run):
    records = json.loads(ask(sample_run, "conflicts", "-c", "cn-mobile", "-f", "json"))
    assert records and all(record["carrier_id"] == "cn-mobile" for record in records)
    shown = ask(sample_run, "conflicts", "-c", "cn-mobile")
    assert shown.startswith(f"SAMPLE · Statements that exclude each other: {len(records)}")
    for record in records:
        for side in ("holding", "opposing"):
            day = record[f"{side}_at"][:10]
            assert f"{record[f'{side}_tier']} {record[f'{side}_source_id']}, {day}" in shown


def test_conflicts_can_be_asked_for_by_the_attribute_of_either_side(sample_run):
    for record in json.loads(ask(sample_run, "conflicts", "-a", "channel", "-f", "json")):
        assert "channel" in (record["holding_attribute"], record["opposing_attribute"])


def test_coverage_counts_by_carrier_and_tells_each_condition_where_asked(sample_run):
    counts = json.loads(ask(sample_run, "coverage", "-f", "json"))
    assert {record["carrier_id"] for record in counts} >= {"cn-mobile", "gb-ee", "hk-csl"}
    assert all(record["sources_count"] or record["not_observed_count"] for record in counts)
    asked = ("coverage", "-c", "cn-mobile", "-r", "CN-GD", "-a", "channel", "-f", "json")
    conditions = {record["code"]: record for record in json.loads(ask(sample_run, *asked))}
    assert conditions["app"]["basis"] in ("stated", "inherited")
    assert conditions["app"]["tier"] == "carrier" and conditions["app"]["age_days"] is not None


@pytest.mark.parametrize("option", [("-c", "cn-mobil"), ("-r", "CN-XX"), ("-a", "fees")])
@pytest.mark.parametrize("command", ["conflicts", "coverage"])
def test_a_name_that_nothing_declares_is_refused(sample_run, command, option):
    places = {"LINEWATCH_DATA": str(sample_run.settings.data.parent)}
    assert CliRunner().invoke(app, [command, *option, "--sample"], env=places).exit_code != 0


def test_a_comparison_as_of_a_day_knows_no_later_edition(sample_run):
    asked = ("compare", "-c", "cn-mobile", "-r", "CN", "-a", "channel", "-f", "json")
    now, then = (
        {record["code"]: record["policy_en"] for record in json.loads(ask(sample_run, *asked, *more))}
        for more in ((), ("--as-of", "2026-07-15"))
    )
    assert (then["app"], now["app"]) == ("not available", "available")
