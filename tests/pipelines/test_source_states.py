"""Who looks after the sources sees which need somebody, since when, and what to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipelines.settings import Settings
from pipelines.source_states import COLUMNS, find_remedy, find_states
from schemas.captures import HEALTHY, Outcome
from schemas.registry import load_registry
from tests.pipelines.conftest import SampleRun


def states(sample_run: SampleRun, **asked: bool) -> dict[str, dict[str, object]]:
    settings = sample_run.settings
    rows = find_states(settings, load_registry(settings.sources), **asked)
    return {str(row[0]): dict(zip(COLUMNS, row, strict=True)) for row in rows}


def test_a_source_that_failed_is_told_with_its_day_and_remedy(sample_run: SampleRun) -> None:
    found = states(sample_run)
    failing = {name: row for name, row in found.items() if str(row["state"]) not in ("healthy", "healthy, stale")}
    assert failing and all(row["to_do"] and row["since"] for row in failing.values())


def test_healthy_sources_are_shown_where_asked_for(sample_run: SampleRun) -> None:
    everything = states(sample_run, has_healthy=True)
    assert len(everything) == len(load_registry(sample_run.settings.sources).sources)


def test_without_a_warehouse_nothing_was_fetched(tmp_path: Path, sample_run: SampleRun) -> None:
    settings: Settings = replace(sample_run.settings, data=tmp_path)
    rows = find_states(settings, load_registry(settings.sources))
    assert {row[1] for row in rows} == {"never_fetched"}


def test_every_outcome_has_a_remedy() -> None:
    for outcome in Outcome:
        assert bool(find_remedy(outcome.value, "gb-ee")) is (outcome not in HEALTHY)
