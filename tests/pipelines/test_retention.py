"""Purging Dagster's history: old ended runs go, the others and the archive stay."""

# no `from __future__ import annotations` here: Dagster reads the annotation of an op

from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from pipelines.defs.instance import open_instance
from pipelines.defs.retention import purge_runs, shrink_files


@dg.op
def _speak(context: dg.OpExecutionContext) -> None:
    context.log.info("x" * 10_000)


@dg.job(name="speaks")
def _speaks() -> None:
    _speak()


def test_old_runs_go_with_their_events_and_running_ones_stay(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        ended = [_speaks.execute_in_process(instance=instance).run_id for _ in range(3)]
        going = instance.create_run_for_job(_speaks, status=dg.DagsterRunStatus.STARTED).run_id
        assert purge_runs(instance, 30) == 0
        assert purge_runs(instance, 30, datetime.now(UTC) + timedelta(days=31)) == 3
        assert [run.run_id for run in instance.get_runs()] == [going]
        assert all(instance.all_logs(run_id) == [] for run_id in ended)
    shrink_files(tmp_path)
