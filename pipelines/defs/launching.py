"""Runs the jobs in this process, with the project's own history: what `linewatch run` does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import dagster as dg

from pipelines.declaring import load_declarations
from pipelines.defs.jobs import BUILDS_ITSELF, crawl_tags
from pipelines.defs.leftovers import PROCESS, fail_leftovers, name_process
from pipelines.defs.naming import dataset_name, job_name, step_name
from pipelines.defs.pipeline import define
from pipelines.settings import Settings
from schemas.ids import format_instant


class Launcher:
    """Launches crawls and builds of one data directory as Dagster runs; each says what failed, or None."""

    def __init__(self, settings: Settings, instance: dg.DagsterInstance) -> None:
        self._settings = settings
        self._instance = instance
        self._publishers = load_declarations(settings).publishers
        self._definitions = define(settings)
        fail_leftovers(instance)

    def crawl(self, publishers: Sequence[str] | None, instant: datetime | None) -> str | None:
        """Crawl and read publishers (all when None) at an instant."""
        config = {"instant": None if instant is None else format_instant(instant), "publishers": list(publishers or [])}
        tags = crawl_tags(self._publishers) | {BUILDS_ITSELF: "true"}
        return self._launch("crawl", config, tags)

    def build(self, now: datetime | None = None) -> str | None:
        """Build, check, publish and export; as of the newest capture unless given."""
        return self._launch("build", {"now": None if now is None else format_instant(now)}, {})

    def _launch(self, step: str, config: dict[str, Any], tags: dict[str, str]) -> str | None:
        job = self._definitions.resolve_job_def(job_name(self._settings, step))
        result = job.execute_in_process(
            run_config={
                "ops": {step_name(self._settings, step): {"config": config}},
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            },
            instance=self._instance,
            tags=tags | {PROCESS: name_process(), "linewatch/dataset": dataset_name(self._settings).upper()},
            raise_on_error=False,
        )
        return None if result.success else "; ".join(map(_show_failure, result.filter_events(_is_failure)))


def _is_failure(event: dg.DagsterEvent) -> bool:
    return event.is_step_failure


def _show_failure(event: dg.DagsterEvent) -> str:
    """Return what failed, in the words of the innermost error."""
    error = event.step_failure_data.error
    while error is not None and error.cause is not None:
        error = error.cause
    return "unknown" if error is None else re.sub(r"^[\w.]*(?:Failure|Error): ", "", error.message.strip())
