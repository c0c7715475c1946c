"""The sensors that watch over runs: one tells people what happened, one fails the runs that a kill left behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import dagster as dg

from pipelines.defs.leftovers import fail_leftovers
from pipelines.notices import Event, failed_run
from pipelines.settings import Settings
from pipelines.telling import tell_people
from schemas.errors import LinewatchError

_MEMORY = timedelta(days=7)  # failed runs that ended longer ago are not told any more


def make_watching_sensors(settings: Settings, jobs: Sequence[str]) -> list[dg.SensorDefinition]:
    """Make both sensors; failed runs of these jobs are told."""

    @dg.sensor(
        name="tell_people",
        minimum_interval_seconds=300,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Send what people were not told yet through the services of LINEWATCH_NOTIFY, as one digest.",
    )
    def tell(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        if not settings.notify:
            return dg.SkipReason("LINEWATCH_NOTIFY names no service; set it to Apprise addresses to be told")
        told = tell_people(settings, list(find_failed_runs(context.instance, jobs)))
        if told.refused:
            raise LinewatchError(f"not told, tried again at the next tick: {', '.join(told.refused)}")
        return dg.SkipReason(f"told {sum(told.sent.values())} events")

    @dg.sensor(
        name="fail_leftover_runs",
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Mark runs as failed whose process was killed on this machine, so that the queue goes on.",
    )
    def clean_up(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        return dg.SkipReason(f"{len(fail_leftovers(context.instance))} runs had been left behind")

    return [tell, clean_up]


def find_failed_runs(instance: dg.DagsterInstance, jobs: Sequence[str]) -> Iterator[Event]:
    """Yield an event for each run of these jobs that failed within the last days, with what stopped it."""
    filters = dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE], updated_after=datetime.now(UTC) - _MEMORY)
    for run in instance.get_runs(filters, limit=100):
        if run.job_name in jobs:
            yield failed_run(run.run_id, run.job_name, _find_reason(instance, run.run_id))


def _find_reason(instance: dg.DagsterInstance, run_id: str) -> str:
    """Return what failed, in the words of the innermost error; else what Dagster says of the whole run."""
    failures = {dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.RUN_FAILURE}
    for entry in instance.all_logs(run_id, of_type=failures):
        event = entry.get_dagster_event()
        error = event.step_failure_data.error if event.is_step_failure else None
        while error is not None and error.cause is not None:
            error = error.cause
        return event.message or "" if error is None else error.message
    return "it does not say why"
