"""The sensors that watch: people hear of failed runs and of silence, and without an address the sensor says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from pipelines.defs.instance import open_instance
from pipelines.defs.leftovers import PROCESS
from pipelines.defs.watching import find_failed_runs, make_watching_sensors
from pipelines.settings import Settings
from schemas.errors import LinewatchError
from tests.pipelines.conftest import settings_in
from tests.pipelines.test_telling import serving_hook


@dg.op
def _fall() -> None:
    raise OSError("the disk is full")


@dg.job(name="crawl")
def _crawl() -> None:
    _fall()


def tick(settings: Settings, instance: dg.DagsterInstance, name: str) -> str | None:
    (sensor,) = (one for one in make_watching_sensors(settings, ["crawl"]) if one.name == name)
    with dg.build_sensor_context(instance) as context:
        return sensor.evaluate_tick(context).skip_message


def test_a_failed_run_and_silence_are_told_once(tmp_path: Path) -> None:
    with open_instance(tmp_path / "state") as instance, serving_hook() as (hook, posted):
        settings = replace(settings_in(tmp_path), notify=(hook,))
        run = _crawl.execute_in_process(instance=instance, raise_on_error=False)
        assert tick(settings, instance, "tell_people") == "told 2 events"
        assert tick(settings, instance, "tell_people") == "told 0 events"
    (post,) = posted
    assert f"crawl, run {run.run_id[:8]}" in post["message"]
    assert "the disk is full" in post["message"]
    assert "no crawl for more than 26 hours; the last: never" in post["message"]


def test_runs_of_other_jobs_are_not_told(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        _crawl.execute_in_process(instance=instance, raise_on_error=False)
        assert list(find_failed_runs(instance, ["build"])) == []


def test_a_service_that_refuses_fails_the_tick_and_nobody_to_tell_is_said(tmp_path: Path) -> None:
    with open_instance(tmp_path / "state") as instance, serving_hook(500) as (hook, _):
        assert "LINEWATCH_NOTIFY names no service" in str(tick(settings_in(tmp_path), instance, "tell_people"))
        with pytest.raises(LinewatchError, match="tried again at the next tick"):
            tick(replace(settings_in(tmp_path), notify=(hook,)), instance, "tell_people")


def test_leftovers_are_failed_by_a_tick(tmp_path: Path) -> None:
    import socket

    with open_instance(tmp_path / "state") as instance:
        gone = f"{socket.gethostname()}:1:0"  # process 1 began at another time
        instance.create_run_for_job(_crawl, tags={PROCESS: gone}, status=dg.DagsterRunStatus.STARTED)
        assert tick(settings_in(tmp_path), instance, "fail_leftover_runs") == "1 runs had been left behind"
